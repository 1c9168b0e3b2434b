"""Made-up jobseekers and sessions: areas of uneven size, some way apart, or one conurbation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from services.matching.optimization.problem.circles import (
    BalanceCap,
    Circles,
    HostedSession,
    Jobseeker,
)
from services.matching.optimization.problem.parts import SLOTS, Place

TODAY = date(2026, 3, 2)
_SLOTS = tuple(slot for slot in SLOTS if not slot.startswith(("sat", "sun")))
_SECTORS = tuple(f"sector-{number}" for number in range(12))
_CENTRES_APART, _CENTRES_A_ROW, _SPREAD = 45_000, 15, 6_000
CAPS = (BalanceCap(by="jobcentre", at_most=4), BalanceCap(by="sex", at_most=6))


@dataclass(frozen=True, slots=True)
class Shape:
    """How many people, in how many areas, with how many seats for each of them."""

    people: int
    areas: int = 1
    seats_each: float = 1.2
    capped: bool = False
    joined: bool = False
    """One conurbation: the areas lie 9 km apart, so that everybody is within reach of others."""


def synthetic_circles(shape: Shape, seed: int = 1) -> Circles:
    """Return the same market for the same shape and seed."""
    random = Random(seed)
    sizes = [random.lognormvariate(0, 0.5) for _ in range(shape.areas)]
    centres = list(_centres(shape))
    sessions = max(2, int(shape.people * shape.seats_each / 8))
    return Circles(
        as_of=TODAY,
        seed=seed,
        people=tuple(
            _jobseeker(random, number, area, centres[area])
            for number, area in enumerate(random.choices(range(shape.areas), sizes, k=shape.people))
        ),
        sessions=tuple(
            _session(random, number, area, centres[area])
            for number, area in enumerate(random.choices(range(shape.areas), sizes, k=sessions))
        ),
        furthest_metres=20_000,
        caps=CAPS if shape.capped else (),
    )


def _centres(shape: Shape) -> Iterator[tuple[int, int]]:
    apart = 9_000 if shape.joined else _CENTRES_APART
    for area in range(shape.areas):
        yield 20_000 + apart * (area % _CENTRES_A_ROW), 20_000 + apart * (area // _CENTRES_A_ROW)


def _near(random: Random, centre: tuple[int, int]) -> Place:
    east, north = (random.gauss(0, _SPREAD) for _ in range(2))
    limit = 3 * _SPREAD / 2  # the areas of a country stay more than the furthest way apart
    east, north = (min(limit, max(-limit, metres)) for metres in (east, north))
    return Place(easting=centre[0] + round(east), northing=centre[1] + round(north))


def _track(random: Random) -> str:
    return "graduates" if random.random() < 0.18 else "general"


def _area(number: int) -> str:
    return f"E{number:08}"


def _jobseeker(random: Random, number: int, area: int, centre: tuple[int, int]) -> Jobseeker:
    waited = min(200, round(random.expovariate(1 / 30)))
    return Jobseeker(
        id=f"p{number:06}",
        area=_area(area),
        track=_track(random),
        waiting_since=TODAY - timedelta(days=waited),
        place=_near(random, centre),
        slots=tuple(random.sample(_SLOTS, random.randint(3, 7))),
        interests=tuple(random.sample(_SECTORS, random.randint(1, 3))),
        balance={
            "jobcentre": f"j{area}-{random.randrange(6)}",
            "sex": random.choice(("f", "m")),
        },
    )


def _session(random: Random, number: int, area: int, centre: tuple[int, int]) -> HostedSession:
    return HostedSession(
        id=f"s{number:06}",
        host=f"h{number // 3:06}",
        area=_area(area),
        track=_track(random),
        slot=random.choice(_SLOTS),
        place=_near(random, centre),
        sector=random.choice(_SECTORS),
    )
