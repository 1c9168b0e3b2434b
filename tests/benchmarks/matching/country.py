"""A million people and a million mentors: gap, CPU, memory; and events in a standing solution."""

import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from services.matching.optimization.one_to_one.columns import Mentors, People
from services.matching.optimization.one_to_one.solving import Solved, for_size, solve_market
from services.matching.optimization.one_to_one.standing import Standing
from tests.benchmarks.matching.goals import Goal
from tests.benchmarks.matching.recount import faults
from tests.benchmarks.matching.synthetic_market import Draws, columns, draw

Tell = Callable[[str], None]
MILLION = 1_000_000


def solve_country(people: int, tell: Tell) -> tuple[list[Goal], Draws, Solved]:
    """Solve a market too large for models, and say what it took."""
    drawn = draw(people)
    market, begun = columns(drawn), time.process_time()

    def progress(what: str, figure: float) -> None:
        tell(f"{time.process_time() - begun:8.1f} CPU s  {what}: {figure:,.0f}")

    solved = solve_market(market, for_size(people), progress)
    spent, peak = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gap = 100 * (solved.bound - solved.value) / solved.bound
    goals = [
        Goal(f"{people:,}: certified gap over all eligible pairs", gap, 0.05, "%"),
        Goal(f"{people:,}: CPU", spent, 300, "s"),
        Goal(f"{people:,}: memory at the peak", peak / 2**20, 1.5, "GiB"),
    ]
    found = faults(drawn, solved)
    for one in found:
        tell(one)
    goals.append(Goal(f"{people:,}: faults that an independent recount finds", len(found), 0))
    return goals, drawn, solved


def events(drawn: Draws, solved: Solved, count: int, tell: Tell) -> list[Goal]:
    """Milliseconds of events on a standing solution, candidates included; CPU is told beside."""
    market = columns(drawn)
    standing, rng = Standing.of(market, solved), np.random.default_rng(5)
    people, mentors = market.people.age.size, market.mentors.seats.size
    taken: dict[str, list[float]] = {}
    spent: dict[str, list[float]] = {}

    def timed(what: str, event: Callable[[], object]) -> None:
        before, busy = time.perf_counter(), time.process_time()
        event()
        taken.setdefault(what, []).append(1000 * (time.perf_counter() - before))
        spent.setdefault(what, []).append(1000 * (time.process_time() - busy))

    gone = rng.choice(people, count, replace=False)
    for number in gone:
        timed("person leaves", partial(standing.person_leaves, int(number)))
        timed("person arrives", partial(standing.person_arrives, _one(market.people, number)))
    for number in rng.choice(mentors, count, replace=False):
        timed("mentor leaves", partial(standing.mentor_leaves, int(number)))
        timed("mentor joins", partial(standing.mentor_joins, _helper(market.mentors, number)))
    for number in rng.choice(np.setdiff1d(np.arange(people), gone), count, replace=False):
        mentor = int(standing.network.match[number])
        if mentor >= 0:
            timed("pair declined", partial(standing.declined, int(number), mentor))
    proof = standing.certificate()
    tell(f"after the events value {proof.value:,} and bound {proof.bound:,} over the known pairs")
    every = [one for times in taken.values() for one in times]
    busy = [one for times in spent.values() for one in times]
    for what, times in taken.items():
        tell(f"{what}: {_shares(times)} on the clock, {_shares(spent[what])} of CPU")
    tell(f"any event: {_shares(every)} on the clock, {_shares(busy)} of CPU")
    return [
        Goal(f"{people:,}: one event, p50", float(np.percentile(every, 50)), 1.0, "ms"),
        Goal(f"{people:,}: one event, p99", float(np.percentile(every, 99)), 50.0, "ms"),
        Goal(f"{people:,}: points between value and bound after", proof.bound - proof.value, 0),
    ]


def _shares(times: list[float]) -> str:
    return f"p50 {np.percentile(times, 50):.3f} ms, p99 {np.percentile(times, 99):.2f} ms"


def _one(people: People, number: int) -> People:
    """The columns of one person, without conflicts."""
    rows: dict[str, Any] = {
        name: column[..., [number]]
        for name, column in people._asdict().items()
        if name not in {"conflict_start", "conflicts"}
    }
    return People(**rows, conflict_start=np.zeros(2, np.int64), conflicts=np.zeros(0, np.int32))


def _helper(mentors: Mentors, number: int) -> Mentors:
    return Mentors(**{name: column[..., [number]] for name, column in mentors._asdict().items()})
