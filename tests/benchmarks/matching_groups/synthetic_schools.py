"""Made-up schools that ask for sessions through a term, and suppliers who offer some."""

from datetime import date
from random import Random

from services.matching.optimization.problem.parts import Place
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier

_KINDS = ("talk", "mock-interview", "workplace-visit", "mentoring", "cv-clinic", "taster")
_SECTORS = tuple(f"sector-{number}" for number in range(12))
_AREAS, _WEEKS, _APART = 38, 12, 50_000


def synthetic_schools(requests: int = 12_000, suppliers: int = 900, seed: int = 2) -> Schools:
    """Return the same problem for the same counts and seed: about 8 requests a school."""
    random = Random(seed)
    schools = [_school(random, number) for number in range(max(1, requests // 8))]
    return Schools(
        as_of=date(2026, 3, 2),
        seed=seed,
        people=tuple(_request(random, n, random.choice(schools)) for n in range(requests)),
        suppliers=tuple(_supplier(random, number) for number in range(suppliers)),
    )


def _school(random: Random, number: int) -> SchoolRequest:
    area = random.randrange(_AREAS)
    return SchoolRequest(
        id="r",
        school=f"c{number:05}",
        kind=_KINDS[0],
        week=0,
        area=_area(area),
        place=_place(random, area),
        pupil_referral_unit=random.random() < 0.08,
    )


def _request(random: Random, number: int, school: SchoolRequest) -> SchoolRequest:
    asked = {
        "id": f"r{number:06}",
        "kind": random.choice(_KINDS),
        "week": random.randrange(_WEEKS),
        "sectors": tuple(random.sample(_SECTORS, random.randint(0, 3))),
    }
    return school.model_copy(update=asked)


def _supplier(random: Random, number: int) -> Supplier:
    home = random.randrange(_AREAS)
    return Supplier(
        id=f"s{number:05}",
        kinds=tuple(random.sample(_KINDS, random.randint(1, 5))),
        areas=(_area(home), _area((home + 1) % _AREAS), _area((home + 7) % _AREAS)),
        per_week=random.randrange(3),
        in_all=random.choice((None, None, 6, 10)),
        place=_place(random, home),
        sector=random.choice(_SECTORS),
        weeks_off=tuple(random.sample(range(_WEEKS), random.randrange(3))),
    )


def _area(number: int) -> str:
    return f"E{number:08}"


def _place(random: Random, area: int) -> Place:
    east, north = _APART * (area % 7), _APART * (area // 7)
    return Place(easting=east + random.randrange(60_000), northing=north + random.randrange(60_000))
