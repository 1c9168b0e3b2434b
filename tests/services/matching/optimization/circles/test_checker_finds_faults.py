"""Each guarantee of a circles solution, broken once on purpose: the checker says so."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.matching.optimization.circles.checker import check_circles
from services.matching.optimization.circles.score import pair_value, parts
from services.matching.optimization.circles.solve import solve_circles
from services.matching.optimization.problem.circles import Circles
from services.matching.optimization.solution import Certificate, Pair, Solution, Unplaced
from tests.benchmarks.matching_groups.synthetic_circles import CAPS, Shape, synthetic_circles

Fault = Callable[[Circles, Solution], Solution]


def market() -> Circles:
    """Scarce seats, caps, one held seat and one declined session; everything somewhere."""
    made = synthetic_circles(Shape(120, 2, seats_each=0.7, capped=True))
    first, second, *others = made.people
    held = first.model_copy(update={"seat": made.sessions[0].id})
    shy = second.model_copy(update={"declined": tuple(s.id for s in made.sessions)})
    return made.model_copy(update={"people": (held, shy, *others)})


PROBLEM = market()
SOLUTION = solve_circles(PROBLEM)


def moved(problem: Circles, solution: Solution, person: str, supply: str | None) -> Solution:
    """The same solution with this person elsewhere, or nowhere, and all sums right again."""
    who = next(one for one in problem.people if one.id == person)
    pairs = [pair for pair in solution.pairs if pair.person != person]
    unplaced = [one for one in solution.unplaced if one.person != person]
    if supply is None:
        unplaced.append(Unplaced(person, "supply is scarce"))
    else:
        where = next(one for one in problem.sessions if one.id == supply)
        fit = sum(parts(problem, who, where).values())
        pairs.append(Pair(person, supply, pair_value(problem, who, where), fit))
    value = sum(pair.value for pair in pairs)
    return replace(
        solution,
        pairs=tuple(sorted(pairs, key=lambda pair: pair.person)),
        unplaced=tuple(sorted(unplaced, key=lambda one: one.person)),
        certificate=replace(solution.certificate, value=value),
    )


def to_another_track(problem: Circles, solution: Solution) -> Solution:
    graduate = next(p for p in problem.people if p.track == "graduates" and p.seat is None)
    other = next(s for s in problem.sessions if s.track == "general")
    return moved(problem, solution, graduate.id, other.id)


def to_another_slot(problem: Circles, solution: Solution) -> Solution:
    person = next(p for p in problem.people if p.seat is None)
    return moved(
        problem,
        solution,
        person.id,
        next(s.id for s in problem.sessions if s.slot not in person.slots),
    )


def too_far(problem: Circles, solution: Solution) -> Solution:
    person = next(p for p in problem.people if p.seat is None and p.area.endswith("0"))
    return moved(
        problem, solution, person.id, next(s.id for s in problem.sessions if s.area.endswith("1"))
    )


def to_a_declined_session(problem: Circles, solution: Solution) -> Solution:
    shy = next(p for p in problem.people if p.declined)
    return moved(problem, solution, shy.id, shy.declined[0])


def out_of_a_held_seat(problem: Circles, solution: Solution) -> Solution:
    return moved(problem, solution, next(p.id for p in problem.people if p.seat), None)


def overfull(problem: Circles, solution: Solution) -> Solution:
    crowded = solution.pairs[-1].supply
    for one in solution.unplaced[:8]:
        solution = moved(problem, solution, one.person, crowded)
    return solution


def too_small(problem: Circles, solution: Solution) -> Solution:
    held = {p.seat for p in problem.people if p.seat}
    circle = next(pair.supply for pair in solution.pairs if pair.supply not in held)
    for pair in [pair for pair in solution.pairs if pair.supply == circle][3:]:
        solution = moved(problem, solution, pair.person, None)
    return solution


def lost_person(problem: Circles, solution: Solution) -> Solution:
    return replace(solution, unplaced=solution.unplaced[1:])


def told_twice(problem: Circles, solution: Solution) -> Solution:
    return replace(solution, pairs=(*solution.pairs, solution.pairs[-1]))


def unknown_session(problem: Circles, solution: Solution) -> Solution:
    first, *others = solution.pairs
    return replace(solution, pairs=(replace(first, supply="nowhere"), *others))


def wrong_value(problem: Circles, solution: Solution) -> Solution:
    first, *others = solution.pairs
    return replace(solution, pairs=(replace(first, value=first.value + 1), *others))


def wrong_fit(problem: Circles, solution: Solution) -> Solution:
    first, *others = solution.pairs
    return replace(solution, pairs=(replace(first, fit=first.fit + 1), *others))


def wrong_sum(problem: Circles, solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, value=stated.value - 1))


def bound_below_value(problem: Circles, solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, bound=stated.value - 1))


def bound_above_prices(problem: Circles, solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, bound=2 * stated.bound))


def wrong_reason(problem: Circles, solution: Solution) -> Solution:
    changed = [replace(one, reason="no eligible supply") for one in solution.unplaced]
    return replace(solution, unplaced=tuple(changed))


def another_problem(problem: Circles, solution: Solution) -> Solution:
    return replace(solution, problem="0" * 64)


FAULTS: dict[Fault, str] = {
    to_another_track: "breaks the rule track",
    to_another_slot: "breaks the rule availability",
    too_far: "breaks the rule reach",
    to_a_declined_session: "breaks the rule not_declined",
    out_of_a_held_seat: "lost the held seat",
    overfull: "members for",
    too_small: "and needs",
    lost_person: "nothing is said of",
    told_twice: "is told of 2 times",
    unknown_session: "which nobody offers",
    wrong_value: "the value of",
    wrong_fit: "the fit of",
    wrong_sum: "the solution is worth",
    bound_below_value: "is below the solution's",
    bound_above_prices: "which the prices prove",
    wrong_reason: "is told the wrong reason",
    another_problem: "the solution of another problem",
}


def test_the_solution_itself_has_no_fault() -> None:
    assert not check_circles(PROBLEM, SOLUTION)
    assert SOLUTION.certificate.optimal
    assert SOLUTION.unplaced


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    found = check_circles(PROBLEM, fault(PROBLEM, SOLUTION))
    assert any(FAULTS[fault] in said for said in found), found


def test_a_broken_cap_is_found() -> None:
    loose = PROBLEM.model_copy(update={"caps": ()})
    strict = PROBLEM.model_copy(
        update={"caps": tuple(cap.model_copy(update={"at_most": 1}) for cap in CAPS)}
    )
    found = check_circles(strict, replace(solve_circles(loose), problem=""))
    assert "this is the solution of another problem" in found
    solution = replace(solve_circles(loose), problem=solve_circles(strict).problem)
    assert any("breaks the rule balance" in said for said in check_circles(strict, solution))


def test_a_bent_lottery_is_found() -> None:
    """Same people and sessions, but the seats went by another seed's draws."""
    equal = synthetic_circles(Shape(60, seats_each=0.5))
    first = equal.people[0]
    alike = tuple(first.model_copy(update={"id": p.id}) for p in equal.people)
    here = tuple(
        s.model_copy(update={"slot": first.slots[0], "track": first.track}) for s in equal.sessions
    )
    problem = equal.model_copy(update={"people": alike, "sessions": here, "seed": 5})
    other = solve_circles(problem.model_copy(update={"seed": 6}))
    bent = replace(other, seed=5, problem=solve_circles(problem).problem)
    assert any("comes first" in said for said in check_circles(problem, bent))


def test_the_proof_is_named() -> None:
    assert SOLUTION.certificate == Certificate(
        SOLUTION.certificate.value, SOLUTION.certificate.value, "dual prices and branch and bound"
    )
