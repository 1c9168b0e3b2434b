"""Each guarantee of a caseloads solution, broken once on purpose: the checker says so."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from services.matching.optimization.caseloads.checker import check_caseloads
from services.matching.optimization.caseloads.rules import eligible
from services.matching.optimization.caseloads.score import pair_value, parts, unevenness
from services.matching.optimization.caseloads.solve import solve_caseloads
from services.matching.optimization.problem.caseloads import Caseloads
from services.matching.optimization.solution import Solution, Unplaced
from tests.benchmarks.matching_groups.synthetic_caseloads import TODAY, synthetic_caseloads
from tests.services.matching.optimization.planted import (
    bound_below_value,
    lost_pair,
    told_twice,
    wrong_fit,
    wrong_value,
)

Fault = Callable[[Solution], Solution]


def problem_with_a_leaver() -> Caseloads:
    """And with a conflict, and an advocate whom nobody lives near."""
    made = synthetic_caseloads(6, 120)
    first, *others = made.advocates
    leaver = first.model_copy(update={"contract_ends": TODAY + timedelta(days=10)})
    alone, *people = made.people
    idle = first.model_copy(update={"id": "idle", "home": "E00000099", "covers": ()})
    torn = alone.model_copy(update={"conflicts": (made.advocates[1].id,)})
    return made.model_copy(update={"advocates": (leaver, *others, idle), "people": (torn, *people)})


PROBLEM = problem_with_a_leaver()
PEOPLE = {client.id: client for client in PROBLEM.people}
ADVOCATES = {advocate.id: advocate for advocate in PROBLEM.advocates}
SOLUTION = solve_caseloads(PROBLEM)


def moved(solution: Solution, person: str, advocate: str | None) -> Solution:
    """The same solution with this person elsewhere, or nowhere, and all sums right again."""
    who = PEOPLE[person]
    pairs = [pair for pair in solution.pairs if pair.person != person]
    unplaced = [one for one in solution.unplaced if one.person != person]
    if advocate is None:
        unplaced.append(Unplaced(person, "supply is scarce"))
    else:
        fit = sum(parts(PROBLEM, who, ADVOCATES[advocate]).values())
        value = pair_value(PROBLEM, who, ADVOCATES[advocate])
        pairs.append(
            replace(SOLUTION.pairs[0], person=person, supply=advocate, value=value, fit=fit)
        )
    loads: Counter[str] = Counter()
    for pair in pairs:
        loads[pair.supply] += PEOPLE[pair.person].complexity
    worth = sum(pair.value for pair in pairs) - unevenness(PROBLEM, loads)
    return replace(
        solution,
        pairs=tuple(sorted(pairs, key=lambda pair: pair.person)),
        unplaced=tuple(sorted(unplaced, key=lambda one: one.person)),
        certificate=replace(solution.certificate, value=worth),
    )


def out_of_the_area(solution: Solution) -> Solution:
    person, advocate = next(
        (p.person, a.id)
        for p in solution.pairs
        for a in PROBLEM.advocates
        if PEOPLE[p.person].area not in (a.home, *a.covers)
    )
    return moved(solution, person, advocate)


def somebody_new_to_the_leaver(solution: Solution) -> Solution:
    return moved(solution, next(c.id for c in PROBLEM.people if c.advocate is None), "a000")


def into_a_conflict(solution: Solution) -> Solution:
    torn = next(client for client in PROBLEM.people if client.conflicts)
    return moved(solution, torn.id, torn.conflicts[0])


def above_the_cap(solution: Solution) -> Solution:
    for one in solution.unplaced:
        for advocate in PROBLEM.advocates:
            if eligible(PROBLEM, PEOPLE[one.person], advocate):
                solution = moved(solution, one.person, advocate.id)
                break
    return solution


def orphaned(solution: Solution) -> Solution:
    return moved(
        solution, next(p.person for p in solution.pairs if PEOPLE[p.person].advocate), None
    )


def out_of_turn(solution: Solution) -> Solution:
    """The longest waiting of the placed newcomers is left out for nobody."""
    placed = [PEOPLE[p.person] for p in solution.pairs if PEOPLE[p.person].advocate is None]
    for longer in sorted(placed, key=lambda client: client.waiting_since):
        for other in placed:
            alike = longer.model_copy(update={"id": other.id, "waiting_since": other.waiting_since})
            if alike == other and longer.waiting_since < other.waiting_since:
                return moved(solution, longer.id, None)
    raise AssertionError("no two newcomers are alike")


def balance_forgotten(solution: Solution) -> Solution:
    stated = solution.certificate
    value = sum(pair.value for pair in solution.pairs)
    return replace(solution, certificate=replace(stated, value=value))


def bound_above_prices(solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, bound=2 * stated.bound))


def wrong_reason(solution: Solution) -> Solution:
    changed = [replace(one, reason="no eligible supply") for one in solution.unplaced]
    return replace(solution, unplaced=tuple(changed))


FAULTS: dict[Fault, str] = {
    out_of_the_area: "breaks the rule area",
    somebody_new_to_the_leaver: "breaks the rule contract",
    into_a_conflict: "breaks the rule no_conflict",
    above_the_cap: "and a cap of",
    orphaned: "is orphaned",
    out_of_turn: "was passed over",
    lost_pair: "nothing is said of",
    told_twice: "is told of 2 times",
    wrong_value: "the value of",
    wrong_fit: "the fit of",
    balance_forgotten: "the solution is worth",
    bound_below_value: "is below the solution's",
    bound_above_prices: "which the prices prove",
    wrong_reason: "is told the wrong reason",
}


def test_the_solution_itself_has_no_fault() -> None:
    assert not check_caseloads(PROBLEM, SOLUTION)
    assert SOLUTION.certificate.optimal
    assert SOLUTION.unplaced


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    found = check_caseloads(PROBLEM, fault(SOLUTION))
    assert any(FAULTS[fault] in said for said in found), found
