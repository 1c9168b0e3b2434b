"""Caseloads over a whole region, best in points after nobody is dropped who need not be.

What is optimized, in this order:

1. As many of those who have an advocate now as possible have one afterwards.
2. The sum of all pairs' points (``score.py``): waiting, home before cover, a language, the
   advocate somebody knows, a handover before a contract ends; less the points for uneven caseloads,
   which are counted over the advocates who stay. Caps weigh each client by complexity.

Counts of alike clients are decided first (``flows.py``, ``program.py``); within a class the places
go to whoever waits longest, by the lottery among equals, and longest in care stay with whom they
know.
"""

from collections import Counter
from typing import Final

import numpy as np

from services.matching.optimization.caseloads.bounds import bound_by, cap_prices
from services.matching.optimization.caseloads.classes import Caseload, ClientClass, caseload_of
from services.matching.optimization.caseloads.flows import Flows, counts_by_pair, flows_of
from services.matching.optimization.caseloads.program import care_only, fair_caseloads
from services.matching.optimization.caseloads.score import shared, unevenness
from services.matching.optimization.highs import Ints, Outcome, branch_and_bound
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.caseloads import Caseloads
from services.matching.optimization.solution import Certificate, Pair, Solution, Unplaced

ALGORITHM: Final = "caseloads-branch-and-bound/3"
NODES: Final = 2_000
"""After so many nodes the best caseloads so far are kept, and the gap is stated."""


def solve_caseloads(problem: Caseloads) -> Solution:
    """Return whose advocate is who. The value of the solution is its pairs' less the unevenness.

    ``prices`` says what one more unit of complexity in an advocate's cap would be worth.
    """
    caseload = caseload_of(problem)
    counts, bound = _best_counts(problem, caseload)
    pairs = tuple(sorted(_named(caseload, counts), key=lambda pair: pair.person))
    value = sum(pair.value for pair in pairs) - unevenness(problem, _loads(problem, pairs))
    prices = cap_prices(caseload)
    bound = max(value, min(bound, bound_by(caseload, prices)))
    named = zip(caseload.advocates, prices.tolist(), strict=True)
    return Solution(
        kind=problem.kind,
        problem=problem_hash(problem),
        algorithm=ALGORITHM,
        seed=problem.seed,
        pairs=pairs,
        unplaced=_unplaced(problem, caseload, {pair.person for pair in pairs}),
        certificate=Certificate(value, bound, "dual prices and branch and bound"),
        prices=tuple((advocate.id, price) for advocate, price in named if price > 0),
    )


def _best_counts(problem: Caseloads, caseload: Caseload) -> tuple[Ints, int]:
    """Return how many of each class go to each advocate, and what no counts can exceed."""
    if not caseload.classes:
        return np.zeros(0, np.int64), 0
    flows = flows_of(caseload)
    kept = branch_and_bound(care_only(caseload, flows), NODES)
    in_care = int(caseload.in_care[caseload.pair_class] @ _counts(caseload, flows, kept))
    even = {advocate.id for advocate in shared(problem)}
    balanced = np.array([n for n, a in enumerate(caseload.advocates) if a.id in even], np.int64)
    best = branch_and_bound(
        fair_caseloads(caseload, flows, balanced, problem.weights.balance, in_care), NODES
    )
    return _counts(caseload, flows, kept if best.quantities is None else best), best.bound


def _counts(caseload: Caseload, flows: Flows, outcome: Outcome) -> Ints:
    if outcome.quantities is None:
        return np.zeros(caseload.pair_class.size, np.int64)
    return counts_by_pair(caseload, flows, np.rint(outcome.quantities).astype(np.int64))


def _named(caseload: Caseload, counts: Ints) -> list[Pair]:
    """Return pairs of people: in each class, the first in its queue have the places."""
    found = []
    for number, one in enumerate(caseload.classes):
        mine = np.flatnonzero(caseload.pair_class == number)
        known = [_knows(caseload, one, int(caseload.pair_advocate[pair])) for pair in mine]
        queue = iter(zip(one.members, one.worths, strict=True))
        for place in np.argsort(np.logical_not(known), kind="stable"):
            pair = mine[place]
            advocate, fit = (
                caseload.advocates[caseload.pair_advocate[pair]],
                int(caseload.fit[pair]),
            )
            for _ in range(counts[pair]):
                client, worth = next(queue)
                found.append(Pair(client.id, advocate.id, worth + fit, fit))
    return found


def _knows(caseload: Caseload, one: ClientClass, advocate: int) -> bool:
    return one.members[0].advocate == caseload.advocates[advocate].id


def _loads(problem: Caseloads, pairs: tuple[Pair, ...]) -> Counter[str]:
    complexity = {client.id: client.complexity for client in problem.people}
    loads: Counter[str] = Counter()
    for pair in pairs:
        loads[pair.supply] += complexity[pair.person]
    return loads


def _unplaced(problem: Caseloads, caseload: Caseload, placed: set[str]) -> tuple[Unplaced, ...]:
    could = {client.id for one in caseload.classes for client in one.members}
    left = sorted(client.id for client in problem.people if client.id not in placed)
    return tuple(
        Unplaced(one, "supply is scarce" if one in could else "no eligible supply") for one in left
    )
