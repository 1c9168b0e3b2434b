"""Requests and suppliers small enough to try everything, with every feature somewhere."""

from datetime import date
from random import Random

from services.matching.optimization.problem.parts import Place
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier

KINDS, AREAS, SECTORS = ("talk", "visit"), ("E09000012", "E06000016"), ("care", "code")


def tiny_schools(seed: int) -> Schools:
    """Return up to six requests and three suppliers."""
    random = Random(seed)
    suppliers = tuple(_supplier(random, number) for number in range(random.randint(1, 3)))
    return Schools(
        as_of=date(2026, 3, 2),
        seed=seed,
        people=tuple(_request(random, n, suppliers) for n in range(random.randint(1, 6))),
        suppliers=suppliers,
        furthest_metres=random.choice((0, 5_000, 60_000)),
    )


def _place(random: Random) -> Place | None:
    if random.random() < 0.3:
        return None
    return Place(easting=random.choice((0, 3_000, 9_000)), northing=random.choice((0, 4_000)))


def _request(random: Random, number: int, suppliers: tuple[Supplier, ...]) -> SchoolRequest:
    return SchoolRequest(
        id=f"r{number}",
        school=f"c{number // 2}",
        kind=random.choice(KINDS),
        week=random.randrange(2),
        area=random.choice(AREAS),
        place=_place(random),
        pupil_referral_unit=random.random() < 0.3,
        sectors=tuple(random.sample(SECTORS, random.randint(0, 2))),
        declined=(random.choice(suppliers).id,) if random.random() < 0.2 else (),
        answered_by=random.choice(suppliers).id if random.random() < 0.2 else None,
    )


def _supplier(random: Random, number: int) -> Supplier:
    return Supplier(
        id=f"s{number}",
        kinds=tuple(random.sample(KINDS, random.randint(1, 2))),
        areas=tuple(random.sample(AREAS, random.randint(1, 2))),
        per_week=random.randint(0, 2),
        in_all=random.choice((None, None, 0, 1, 2)),
        place=_place(random),
        sector=random.choice((None, *SECTORS)),
        weeks_off=(random.randrange(2),) if random.random() < 0.2 else (),
    )
