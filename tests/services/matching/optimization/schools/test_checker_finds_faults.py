"""Each guarantee of a schools solution, broken once on purpose: the checker says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.matching.optimization.problem.schools import SchoolRequest, Supplier
from services.matching.optimization.schools.checker import check_schools
from services.matching.optimization.schools.rules import RULES
from services.matching.optimization.schools.score import pair_value, parts
from services.matching.optimization.schools.solve import solve_schools
from services.matching.optimization.solution import Solution
from tests.benchmarks.matching_groups.synthetic_schools import synthetic_schools
from tests.services.matching.optimization.planted import (
    bound_below_value,
    lost_pair,
    told_twice,
    wrong_fit,
    wrong_value,
)

Fault = Callable[[Solution], Solution]

_MADE = synthetic_schools(600, 60)
_SHY = _MADE.people[0].model_copy(update={"declined": tuple(s.id for s in _MADE.suppliers)})
PROBLEM = _MADE.model_copy(update={"people": (_SHY, *_MADE.people[1:]), "furthest_metres": 40_000})
SOLUTION = solve_schools(PROBLEM)


def breaking(rule: str) -> Fault:
    """A fault that adds or moves one request to where this rule does not hold."""

    def fault(solution: Solution) -> Solution:
        request, supplier = next(
            (request, supplier)
            for request in PROBLEM.people
            for supplier in PROBLEM.suppliers
            if not RULES[rule](PROBLEM, request, supplier)
        )
        return moved(solution, request, supplier)

    fault.__name__ = rule
    return fault


def moved(solution: Solution, request: SchoolRequest, supplier: Supplier) -> Solution:
    fit = sum(parts(PROBLEM, request, supplier).values())
    value = pair_value(PROBLEM, request, supplier)
    new = replace(SOLUTION.pairs[0], person=request.id, supply=supplier.id, value=value, fit=fit)
    others = [pair for pair in solution.pairs if pair.person != request.id]
    pairs = tuple(sorted((*others, new), key=lambda pair: pair.person))
    worth = sum(pair.value for pair in pairs)
    return replace(
        solution,
        pairs=pairs,
        unplaced=tuple(one for one in solution.unplaced if one.person != request.id),
        certificate=replace(solution.certificate, value=worth),
    )


def too_many(solution: Solution) -> Solution:
    """Everybody goes to one supplier."""
    for request in PROBLEM.people[:5]:
        solution = moved(solution, request, PROBLEM.suppliers[0])
    return solution


def wrong_sum(solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, value=stated.value + 1))


def another_bound(solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, bound=stated.bound + 1))


def a_price_forgotten(solution: Solution) -> Solution:
    return replace(solution, prices=solution.prices[1:])


def a_price_below_nothing(solution: Solution) -> Solution:
    (name, _), *others = solution.prices
    return replace(solution, prices=((name, -1), *others))


def wrong_reason(solution: Solution) -> Solution:
    changed = [replace(one, reason="supply is scarce") for one in solution.unplaced]
    return replace(solution, unplaced=tuple(changed))


FAULTS: dict[Fault, str] = {
    **{breaking(rule): f"breaks the rule {rule}" for rule in RULES},
    too_many: "sessions and offered",
    lost_pair: "nothing is said of",
    told_twice: "is told of 2 times",
    wrong_value: "the value of",
    wrong_fit: "the fit of",
    wrong_sum: "the solution is worth",
    another_bound: "the prices prove",
    bound_below_value: "is below the solution's",
    a_price_forgotten: "the prices prove",
    a_price_below_nothing: "cannot have the price",
    wrong_reason: "is told the wrong reason",
}


def test_the_solution_itself_has_no_fault() -> None:
    assert not check_schools(PROBLEM, SOLUTION)
    assert SOLUTION.certificate.optimal
    assert SOLUTION.unplaced


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    found = check_schools(PROBLEM, fault(SOLUTION))
    assert any(FAULTS[fault] in said for said in found), found
