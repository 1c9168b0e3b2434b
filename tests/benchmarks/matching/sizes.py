"""What a market of a size costs, against libraries, interleaved in one process."""

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.arcs import Arcs
from services.matching.optimization.one_to_one.auction import auction
from services.matching.optimization.one_to_one.columns import Market
from services.matching.optimization.one_to_one.exact import settle
from services.matching.optimization.one_to_one.network import network_of
from services.matching.optimization.one_to_one.solving import Settings, solve_market
from services.matching.optimization.problem.one_to_one import OneToOne
from tests.benchmarks.matching import libraries
from tests.benchmarks.matching.goals import Goal
from tests.benchmarks.matching.synthetic_market import columns, draw, problem_of

Tell = Callable[[str], None]
LARGE = 50_000
"""From this size on a round takes minutes."""


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all threads."""
    before = time.process_time()
    work()
    return time.process_time() - before


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios within a round: what disturbed a round disturbed both."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def warm() -> None:
    """Compile everything before anything is measured."""
    for people in (300, 2_100):
        solve_market(columns(draw(people)))


def against_dense(people: int, rounds: int, tell: Tell) -> list[Goal]:
    """Exact with certificate, from columns, against the dense assignment alone."""
    market = columns(draw(people))
    solved = solve_market(market)
    matrix = libraries.dense_matrix(market, solved)
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(cpu(lambda: libraries.dense(matrix)))
        ours.append(cpu(lambda: solve_market(market)))
    if not solved.value == solved.bound == libraries.dense(matrix):
        raise RuntimeError("the values differ; one of the two is wrong")
    tell(f"{people:,}: ours {median(ours):.4f}, SciPy {median(theirs):.4f} CPU s")
    what = f"{people:,}: exact with certificate / SciPy dense assignment, CPU"
    return [Goal(what, ratio(ours, theirs), 0.35), stored_profiles(people)]


def stored_profiles(people: int) -> Goal:
    """From a problem's JSON to its proposals, wall clock, the best of three."""
    stored = problem_of(draw(people)).model_dump_json().encode()
    taken = []
    for _ in range(3):
        before = time.perf_counter()
        solve_one_to_one(OneToOne.model_validate_json(stored))
        taken.append(time.perf_counter() - before)
    return Goal(f"{people:,}: from stored profiles to proposals", min(taken), 1.0, "s")


def against_flows(people: int, rounds: int, tell: Tell) -> list[Goal]:
    """Auction and shortest paths against the better of two flow solvers, over the same pairs."""
    market = columns(draw(people))
    solved = solve_market(market, Settings(exact=False))
    arcs = _arcs(solved.network.start, solved.network.mentor, solved.network.value)
    seats = np.where(market.mentors.ready, market.mentors.seats, 0).astype(np.int32)
    order = np.arange(people, dtype=np.int32)
    ours: list[float] = []
    scaling: list[float] = []
    simplex: list[float] = []
    best = libraries.cost_scaling(arcs, seats)
    for _ in range(rounds):
        ours.append(cpu(lambda: _optimum(arcs, seats, order)))
        scaling.append(cpu(lambda: libraries.cost_scaling(arcs, seats)))
        simplex.append(cpu(lambda: libraries.network_simplex(arcs, seats)))
    found = _value(arcs, _optimum(arcs, seats, order))
    tell(
        f"{people:,}: auction and paths {median(ours):.3f}, OR-Tools {median(scaling):.3f},"
        f" LEMON {median(simplex):.3f} CPU s over {arcs.mentor.size:,} pairs"
    )
    fastest = [min(pair) for pair in zip(scaling, simplex, strict=True)]
    below = 100 * (best - found) / best
    return [
        Goal(
            f"{people:,}: auction and paths / best flow solver, same pairs, CPU",
            ratio(ours, fastest),
            0.15,
        ),
        Goal(f"{people:,}: below the optimum over these pairs", below, 0.001, "%"),
    ]


def _optimum(arcs: Arcs, seats: np.ndarray, order: np.ndarray) -> np.ndarray:
    sold = auction(arcs, seats, order)
    network = network_of(arcs, seats)
    settle(network, sold.match, sold.price)
    return network.match


def exactly(people: int, tell: Tell) -> Goal:
    """Whether the whole market is solved exactly, over all eligible pairs."""
    market: Market = columns(draw(people))
    before = time.process_time()
    solved = solve_market(market)
    tell(f"{people:,}: exact over all pairs in {time.process_time() - before:.2f} CPU s")
    gap = 100 * (solved.bound - solved.value) / solved.bound
    return Goal(f"{people:,}: gap to the bound over all eligible pairs", gap, 0.0, "%")


def _arcs(start: np.ndarray, mentor: np.ndarray, value: np.ndarray) -> Arcs:
    return Arcs(np.append(start, mentor.size), mentor, value)


def _value(arcs: Arcs, match: np.ndarray) -> int:
    who = np.repeat(np.arange(match.size), np.diff(arcs.start))
    return int(arcs.value[arcs.mentor == match[who]].sum())
