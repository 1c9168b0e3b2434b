"""Made-up advocates of six boroughs, their clients, and people who wait for an advocate."""

from datetime import date, timedelta
from random import Random

from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client

TODAY = date(2026, 3, 2)
_BOROUGHS = tuple(f"E{number:08}" for number in range(6))
_SHARES = (9, 10, 32, 12, 17, 20)
_NEAR = ((2, 3), (2, 3, 1), (1, 4, 5, 3), (2, 1), (2, 5), (2, 4))
"""Which boroughs lie near each: an advocate covers some of them."""


def synthetic_caseloads(advocates: int = 40, people: int = 4_000, seed: int = 1) -> Caseloads:
    """Return the same problem for the same counts and seed; caps are 8% short of all who wait."""
    random = Random(seed)
    staff = tuple(_advocate(random, number) for number in range(advocates))
    clients = tuple(_client(random, number, staff) for number in range(people))
    cap = round(0.92 * sum(client.complexity for client in clients) / advocates)
    sized = (one.model_copy(update={"cap": cap - random.randrange(cap // 5)}) for one in staff)
    return Caseloads(as_of=TODAY, seed=seed, people=clients, advocates=tuple(sized))


def _advocate(random: Random, number: int) -> Advocate:
    home = number if number < len(_BOROUGHS) else random.choices(range(6), _SHARES)[0]
    ends = TODAY + timedelta(days=random.randrange(20, 400)) if random.random() < 0.3 else None
    return Advocate(
        id=f"a{number:03}",
        home=_BOROUGHS[home],
        covers=tuple(_BOROUGHS[near] for near in _NEAR[home]),
        cap=0,
        languages=("en", "ar") if random.random() < 0.3 else ("en",),
        contract_ends=ends,
    )


def _client(random: Random, number: int, staff: tuple[Advocate, ...]) -> Client:
    area = random.choices(_BOROUGHS, _SHARES)[0]
    languages = ("ar",) if random.random() < 0.08 else ("en",)
    may = [
        one
        for one in staff
        if area in (one.home, *one.covers) and set(languages) & set(one.languages)
    ]
    return Client(
        id=f"p{number:05}",
        area=area,
        complexity=random.choices((1, 2, 3), (50, 35, 15))[0],
        waiting_since=TODAY - timedelta(days=min(180, round(random.expovariate(1 / 30)))),
        languages=languages,
        advocate=random.choice(may).id if may and random.random() < 0.7 else None,
    )
