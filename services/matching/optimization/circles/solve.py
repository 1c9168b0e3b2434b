"""Circles over a whole region: component by component, each as good as can be, with its proof."""

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from services.matching.optimization.circles.component import Seating, best_seating
from services.matching.optimization.circles.equals import settled
from services.matching.optimization.circles.market import Market, market_of
from services.matching.optimization.circles.score import pair_value, parts
from services.matching.optimization.highs import Floats, Ints
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.circles import Circles, Jobseeker
from services.matching.optimization.solution import Certificate, Pair, Solution, Unplaced

Progress = Callable[[float], None]
ALGORITHM: Final = "circles-branch-and-bound/1"


def solve_circles(problem: Circles, progress: Progress = lambda _: None) -> Solution:
    """Return who sits in which session, worth as much as can be proven within counts of nodes.

    Held seats stay. Every other session has at least its ``seats_min`` members, or none. Among
    equals the lottery of ``problem.seed`` decides. ``prices`` says what one more seat in a session
    would be worth if sizes had no minimum. Raises ``ValueError`` if somebody holds a seat in a
    session that nobody offers. ``progress`` hears after each component which share of the pairs is
    done, from 0 to 1.
    """
    market = market_of(problem)
    where = _session_places(market)
    seatings, done = [], 0
    for linked in components(market):
        seatings.append(best_seating(market, linked, where))
        done += linked.size
        progress(done / len(market.pairs))
    seated = settled(market, _joined([seating.pairs for seating in seatings]))
    pairs = tuple(sorted((*_newly(market, seated), *_held(problem)), key=lambda pair: pair.person))
    held = sum(pair.value for pair in _held(problem))
    value = sum(pair.value for pair in pairs)
    bound = held + sum(seating.bound for seating in seatings)
    return Solution(
        kind=problem.kind,
        problem=problem_hash(problem),
        algorithm=ALGORITHM,
        seed=problem.seed,
        pairs=pairs,
        unplaced=_unplaced(market, {pair.person for pair in pairs}),
        certificate=Certificate(value, bound, "dual prices and branch and bound"),
        prices=_prices(market, seatings),
    )


def components(market: Market) -> list[Ints]:
    """Return the pairs of each component: no pair links people or sessions of two of them."""
    pairs, size = market.pairs, len(market.people) + len(market.sessions)
    if not len(pairs):
        return []
    linked = (np.ones(len(pairs)), (pairs.person, pairs.session + len(market.people)))
    _, label = connected_components(coo_array(linked, shape=(size, size)), directed=False)
    of_pair = label[pairs.person]
    order = np.argsort(of_pair, kind="stable")
    return list(np.split(order, np.flatnonzero(np.diff(of_pair[order])) + 1))


def _session_places(market: Market) -> Floats:
    """Return where each session is; one of no known place stands by its number."""
    return np.array(
        [
            (s.place.easting, s.place.northing) if s.place else (0, number)
            for number, s in enumerate(market.sessions)
        ],
        np.float64,
    ).reshape(len(market.sessions), 2)


def _joined(found: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *found])


def _newly(market: Market, seated: Ints) -> list[Pair]:
    pairs = market.pairs.only(seated)
    columns = (pairs.person, pairs.session, pairs.value, pairs.fit)
    return [
        Pair(market.people[person].id, market.sessions[session].id, value, fit)
        for person, session, value, fit in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _held(problem: Circles) -> list[Pair]:
    session = {one.id: one for one in problem.sessions}

    def pair(person: Jobseeker, seat: str) -> Pair:
        fit = sum(parts(problem, person, session[seat]).values())
        return Pair(person.id, seat, pair_value(problem, person, session[seat]), fit)

    return [pair(person, person.seat) for person in problem.people if person.seat is not None]


def _unplaced(market: Market, placed: set[str]) -> tuple[Unplaced, ...]:
    could = set(np.unique(market.pairs.person).tolist())
    found = [
        Unplaced(person.id, "supply is scarce" if number in could else "no eligible supply")
        for number, person in enumerate(market.people)
        if person.id not in placed
    ]
    return tuple(sorted(found, key=lambda one: one.person))


def _prices(market: Market, seatings: list[Seating]) -> tuple[tuple[str, int], ...]:
    found = {
        market.sessions[session].id: price
        for seating in seatings
        for session, price in zip(seating.session.tolist(), seating.price.tolist(), strict=True)
        if price > 0
    }
    return tuple(sorted(found.items()))
