"""One event in a standing market, as a service applies it; and a restart from its snapshot."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.standing_document import market_in, snapshot_of
from services.matching.optimization.one_to_one.standing_market import StandingMarket
from services.matching.optimization.problem.one_to_one import OneToOne
from tests.benchmarks.matching.goals import Goal
from tests.benchmarks.matching.synthetic_market import draw, problem_of

Tell = Callable[[str], None]
SIZES: Final = (1_000, 10_000)
NOTES: Final = [
    "Wall clock, one process. An event is all from somebody's profile to the next optimum: a",
    "referral, a withdrawal, a mentor who comes or goes, a decline. Everybody of the market waits,",
    "far more than wait where people are placed at once. The market is made up, from a seed.",
]
_ROUNDS: Final = 300


def measured(tell: Tell) -> list[Goal]:
    """Measure every size, after everything ran once."""
    tell("compiling")
    at_once(300, lambda _: None)
    return [goal for people in SIZES for goal in at_once(people, tell)]


def at_once(people: int, tell: Tell) -> list[Goal]:
    """Milliseconds of events in a market of so many people and mentors, and of a restart."""
    problem = problem_of(draw(people))
    ids = [*(person.id for person in problem.people), *(one.id for one in problem.mentors)]
    marks = dict.fromkeys(ids, "")
    begun = time.perf_counter()
    market = StandingMarket.of(problem, marks)
    anew = 1000 * (time.perf_counter() - begun)
    taken = _events(market, problem)
    for what, times in taken.items():
        p50, p99 = np.percentile(times, [50, 99])
        tell(f"{people:,}: {what}: p50 {p50:.3f} ms, p99 {p99:.2f} ms")
    every = [one for times in taken.values() for one in times]
    proof = market.standing.certificate()
    restart, size = _restart(market)
    tell(f"{people:,}: begun anew in {anew:.0f} ms; a snapshot has {size / 2**20:.2f} MiB")
    return [
        Goal(f"{people:,}: one event, p50", float(np.percentile(every, 50)), 1.0, "ms"),
        Goal(f"{people:,}: one event, p99", float(np.percentile(every, 99)), 50.0, "ms"),
        Goal(f"{people:,}: points between value and bound after", proof.bound - proof.value, 0),
        Goal(f"{people:,}: restart from a snapshot", restart, 1000.0, "ms"),
    ]


def _events(market: StandingMarket, problem: OneToOne) -> dict[str, list[float]]:
    rng, taken = np.random.default_rng(5), dict[str, list[float]]()

    def timed(what: str, event: Callable[[], object]) -> None:
        before = time.perf_counter()
        event()
        taken.setdefault(what, []).append(1000 * (time.perf_counter() - before))

    for at in rng.choice(len(problem.people), _ROUNDS, replace=False):
        person = problem.people[at]
        timed("withdrawal", partial(market.person_goes, person.id))
        timed("referral", partial(market.person_comes, person, "again"))
    for at in rng.choice(len(problem.mentors), _ROUNDS, replace=False):
        mentor = problem.mentors[at]
        timed("mentor gone", partial(market.mentor_goes, mentor.id))
        timed("mentor comes", partial(market.mentor_comes, mentor, "again"))
    people = {person.id: person for person in problem.people}
    for pair in market.pairs()[:: max(1, len(problem.people) // _ROUNDS)]:
        refuses = people[pair.person].model_copy(update={"conflicts": (pair.supply,)})
        timed("decline", partial(market.person_comes, refuses, "declined"))
    return taken


def _restart(market: StandingMarket) -> tuple[float, int]:
    """Milliseconds until a restart goes on, the best of three, and the snapshot's bytes."""
    snapshot, times = snapshot_of(market), []
    for _ in range(3):
        begun = time.perf_counter()
        again = market_in(snapshot)
        times.append(1000 * (time.perf_counter() - begun))
    if again.pairs() != market.pairs():
        raise RuntimeError("the snapshot is of another solution")
    return min(times), len(snapshot)
