"""The best answers by trying all there are."""

from collections import Counter
from itertools import product

from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from services.matching.optimization.schools.rules import eligible
from services.matching.optimization.schools.score import pair_value

Answer = tuple[SchoolRequest, Supplier | None]


def best_value(problem: Schools) -> int:
    """Return the worth of the best answers."""
    options = [
        [(one, None), *((one, s) for s in problem.suppliers if eligible(problem, one, s))]
        for one in problem.people
    ]
    return max(_value(problem, answers) for answers in product(*options) if _can_give(answers))


def _can_give(answers: tuple[Answer, ...]) -> bool:
    given = [(supplier, request.week) for request, supplier in answers if supplier is not None]
    weekly = Counter((supplier.id, week) for supplier, week in given)
    in_all = Counter(supplier.id for supplier, _ in given)
    return all(
        weekly[supplier.id, week] <= supplier.per_week
        and (supplier.in_all is None or in_all[supplier.id] <= supplier.in_all)
        for supplier, week in given
    )


def _value(problem: Schools, answers: tuple[Answer, ...]) -> int:
    return sum(pair_value(problem, one, s) for one, s in answers if s is not None)
