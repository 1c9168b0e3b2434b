"""Support for schools over a whole region, as a flow with the proof of its worth."""

from typing import Final

import numpy as np

from services.matching.optimization.lottery import lottery_order
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.schools import Schools
from services.matching.optimization.schools.capacities import capacities
from services.matching.optimization.schools.flow import best_flow, bound_by
from services.matching.optimization.schools.pairs import Pairs, Requests, eligible_pairs
from services.matching.optimization.solution import Certificate, Pair, Solution, Unplaced

ALGORITHM: Final = "schools-flow/1"


def solve_schools(problem: Schools) -> Solution:
    """Return who answers which request: worth most in points, of all answers that the rules allow.

    ``prices`` names capacities: ``supplier@week`` is what one more session in that week would be
    worth, ``supplier`` one more in all. From these alone anybody can recompute the bound. Requests
    stand in the order of their lottery draws, so that the seed and not the sender breaks ties.
    """
    asked = {request.id: request for request in problem.people}
    requests = tuple(asked[identifier] for identifier in lottery_order(problem.seed, asked))
    suppliers = tuple(sorted(problem.suppliers, key=lambda supplier: supplier.id))
    pairs = eligible_pairs(problem, requests, suppliers)
    limits = capacities(requests, suppliers, pairs)
    flow = best_flow(pairs, limits, len(requests))
    placed = [
        Pair(requests[pairs.request[n]].id, suppliers[pairs.supplier[n]].id, value, fit)
        for n, value, fit in _matched(pairs, np.flatnonzero(flow.matched).tolist())
    ]
    value = sum(pair.value for pair in placed)
    bound = bound_by(pairs, limits, len(requests), flow.prices)
    named = zip(limits.names, flow.prices.tolist(), strict=True)
    return Solution(
        kind=problem.kind,
        problem=problem_hash(problem),
        algorithm=ALGORITHM,
        seed=problem.seed,
        pairs=tuple(sorted(placed, key=lambda pair: pair.person)),
        unplaced=_unplaced(requests, pairs, {pair.person for pair in placed}),
        certificate=Certificate(value, bound, "dual prices"),
        prices=tuple(sorted((name, price) for name, price in named if price > 0)),
    )


def _matched(pairs: Pairs, numbers: list[int]) -> list[tuple[int, int, int]]:
    return [(n, int(pairs.value[n]), int(pairs.fit[n])) for n in numbers]


def _unplaced(requests: Requests, pairs: Pairs, placed: set[str]) -> tuple[Unplaced, ...]:
    could = set(np.unique(pairs.request).tolist())
    found = [
        Unplaced(request.id, "supply is scarce" if number in could else "no eligible supply")
        for number, request in enumerate(requests)
        if request.id not in placed
    ]
    return tuple(sorted(found, key=lambda one: one.person))
