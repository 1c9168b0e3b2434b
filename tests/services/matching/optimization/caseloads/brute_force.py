"""The best caseloads by trying all there are: care first, then points."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

from services.matching.optimization.caseloads.rules import eligible
from services.matching.optimization.caseloads.score import pair_value, unevenness
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client

Choice = tuple[Client, Advocate | None]


def best_value(problem: Caseloads) -> int:
    """Return the worth of the best caseloads among those that keep the most people in care."""
    return max(_measured(problem))[1]


def _measured(problem: Caseloads) -> Iterator[tuple[int, int]]:
    options = [
        [(one, None), *((one, a) for a in problem.advocates if eligible(problem, one, a))]
        for one in problem.people
    ]
    for choices in product(*options):
        placed = [(client, advocate) for client, advocate in choices if advocate is not None]
        loads: Counter[str] = Counter()
        for client, advocate in placed:
            loads[advocate.id] += client.complexity
        if all(loads[advocate.id] <= advocate.cap for advocate in problem.advocates):
            points = sum(pair_value(problem, client, advocate) for client, advocate in placed)
            kept = sum(client.advocate is not None for client, _ in placed)
            yield kept, points - unevenness(problem, loads)
