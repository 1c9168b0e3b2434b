"""Problems small enough to try everything, with every feature of the format somewhere."""

from datetime import date, timedelta
from random import Random

from services.matching.optimization.problem.circles import (
    BalanceCap,
    Circles,
    CirclesWeights,
    HostedSession,
    Jobseeker,
)
from services.matching.optimization.problem.parts import Place, Waiting

TODAY = date(2026, 3, 2)
TRACKS = ("general", "graduates")
SLOTS = ("mon-morning", "tue-evening", "wed-morning")
AREAS = ("E09000012", "E06000016")
SECTORS = ("care", "code")


def tiny_circles(seed: int) -> Circles:
    """Return up to seven people and three sessions."""
    random = Random(seed)
    sessions = tuple(_session(random, number) for number in range(random.randint(1, 3)))
    people = tuple(_jobseeker(random, n, sessions) for n in range(random.randint(1, 7)))
    return Circles(
        as_of=TODAY,
        seed=seed,
        people=people,
        sessions=sessions,
        furthest_metres=random.choice((0, 5_000, 30_000)),
        caps=tuple(
            BalanceCap(by=by, at_most=random.randint(1, 2))
            for by in ("jobcentre", "sex")
            if random.random() < 0.4
        ),
        weights=CirclesWeights(waiting=Waiting(base=random.choice((0, 10, 1000)))),
    )


def _place(random: Random) -> Place | None:
    if random.random() < 0.3:
        return None
    return Place(easting=random.choice((0, 3_000, 9_000)), northing=random.choice((0, 4_000)))


def _session(random: Random, number: int) -> HostedSession:
    seats_min = random.randint(1, 3)
    return HostedSession(
        id=f"s{number}",
        host=f"h{number}",
        area=random.choice(AREAS),
        track=random.choices(TRACKS, (4, 1))[0],
        slot=random.choice(SLOTS[:2]),
        place=_place(random),
        sector=random.choice((None, *SECTORS)),
        seats_min=seats_min,
        seats_max=seats_min + random.randint(0, 2),
    )


def _jobseeker(random: Random, number: int, sessions: tuple[HostedSession, ...]) -> Jobseeker:
    words = {"jobcentre": random.choice(("j1", "j2")), "sex": random.choice(("f", "m"))}
    return Jobseeker(
        id=f"p{number}",
        area=random.choice(AREAS),
        track=random.choices(TRACKS, (4, 1))[0],
        waiting_since=TODAY - timedelta(days=random.choice((0, 0, 7, 400))),
        place=_place(random),
        slots=tuple(random.sample(SLOTS, random.randint(0, 3))),
        interests=tuple(random.sample(SECTORS, random.randint(0, 2))),
        balance={by: word for by, word in words.items() if random.random() < 0.8},
        declined=(random.choice(sessions).id,) if random.random() < 0.2 else (),
        seat=random.choice(sessions).id if random.random() < 0.1 else None,
    )
