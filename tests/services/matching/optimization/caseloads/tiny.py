"""Caseloads small enough to try everything, with every feature of the format somewhere."""

from datetime import date, timedelta
from random import Random

from services.matching.optimization.problem.caseloads import (
    Advocate,
    Caseloads,
    CaseloadWeights,
    Client,
)

TODAY = date(2026, 3, 2)
AREAS, LANGUAGES = ("E08000001", "E08000002", "E08000003"), ("en", "ar")


def tiny_caseloads(seed: int) -> Caseloads:
    """Return up to six clients and three advocates."""
    random = Random(seed)
    advocates = tuple(_advocate(random, number) for number in range(random.randint(1, 3)))
    return Caseloads(
        as_of=TODAY,
        seed=seed,
        people=tuple(_client(random, n, advocates) for n in range(random.randint(1, 6))),
        advocates=advocates,
        weights=CaseloadWeights(
            in_care=random.choice((0, 5000)), balance=random.choice((0, 1, 30))
        ),
    )


def _advocate(random: Random, number: int) -> Advocate:
    ends = random.choice((None, None, -3, 0, 28, 29))
    return Advocate(
        id=f"a{number}",
        home=random.choice(AREAS),
        covers=tuple(random.sample(AREAS, random.randint(0, 2))),
        cap=random.randint(0, 6),
        languages=tuple(random.sample(LANGUAGES, random.randint(1, 2))),
        contract_ends=None if ends is None else TODAY + timedelta(days=ends),
    )


def _client(random: Random, number: int, advocates: tuple[Advocate, ...]) -> Client:
    return Client(
        id=f"p{number}",
        area=random.choice(AREAS[:2]),
        complexity=random.randint(1, 3),
        waiting_since=TODAY - timedelta(days=random.choice((0, 0, 7, 400))),
        languages=(random.choice(LANGUAGES),),
        conflicts=(random.choice(advocates).id,) if random.random() < 0.2 else (),
        advocate=random.choice(advocates).id if random.random() < 0.4 else None,
    )
