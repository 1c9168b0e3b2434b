"""The checker finds what is planted, each by its name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.matching.optimization.one_to_one import rules, score
from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.checker import check_one_to_one
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.one_to_one import Held, OneToOne
from services.matching.optimization.solution import Pair, Solution, Unplaced
from tests.services.matching.optimization.one_to_one.test_rules import BREAKS
from tests.services.matching.optimization.one_to_one.worlds import (
    mentor,
    problem,
    random_problem,
    young_person,
)

CROWDED = random_problem(1, 60, 40)
SOLVED = solve_one_to_one(CROWDED)


def test_what_the_solver_says_passes() -> None:
    assert check_one_to_one(CROWDED, SOLVED) == []


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_solver_without_one_of_the_rules_is_caught(rule: str) -> None:
    one = BREAKS[rule]
    person, helper = one.people[0], one.mentors[0]
    value = score.value(one, person, helper, 1)
    planted = solve_one_to_one(one)
    pair = Pair(person.id, helper.id, value, score.fit(one, person, helper))
    planted = replace(
        planted,
        pairs=(pair,),
        unplaced=(),
        certificate=replace(planted.certificate, value=value, bound=value),
    )
    assert f"y1 and m1: {rule} is broken" in check_one_to_one(one, planted)


def _worse(solution: Solution) -> Solution:
    certificate = replace(solution.certificate, value=solution.certificate.value + 1)
    return replace(solution, certificate=certificate)


def _first_pair_worth_more(solution: Solution) -> Solution:
    first = solution.pairs[0]
    return replace(solution, pairs=(replace(first, value=first.value + 1), *solution.pairs[1:]))


def _better_bound(solution: Solution) -> Solution:
    certificate = replace(solution.certificate, bound=solution.certificate.bound + 1)
    return replace(solution, certificate=certificate)


def _other_price(solution: Solution) -> Solution:
    mentor_id, price = solution.prices[0]
    return replace(solution, prices=((mentor_id, price + 7), *solution.prices[1:]))


def _somebody_twice(solution: Solution) -> Solution:
    return replace(solution, pairs=(*solution.pairs, solution.pairs[-1]))


def _somebody_lost(solution: Solution) -> Solution:
    return replace(solution, unplaced=solution.unplaced[1:])


def _somebody_new(solution: Solution) -> Solution:
    return replace(solution, unplaced=(*solution.unplaced, Unplaced("who", "supply is scarce")))


PLANTED: dict[str, tuple[Callable[[Solution], Solution], str]] = {
    "a value that is not the sum": (_worse, "recounted"),
    "a pair worth more than it is": (_first_pair_worth_more, "the value is"),
    "a bound that the prices do not give": (_better_bound, "by the prices"),
    "a price that proves another bound": (_other_price, "by the prices"),
    "somebody placed twice": (_somebody_twice, "told about 2 times"),
    "somebody forgotten": (_somebody_lost, "neither placed nor unplaced"),
    "somebody who is not there": (_somebody_new, "not in the problem"),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found(what: str) -> None:
    plant, found = PLANTED[what]
    assert any(found in fault for fault in check_one_to_one(CROWDED, plant(SOLVED)))


def test_a_seat_that_is_sold_twice_is_found() -> None:
    one = problem([young_person("y1"), young_person("y2")])
    solved = solve_one_to_one(one)
    (pair,) = solved.pairs
    other = "y2" if pair.person == "y1" else "y1"
    both = replace(solved, pairs=(pair, replace(pair, person=other)), unplaced=())
    assert "m1 has 1 free places, and 2 people are proposed" in check_one_to_one(one, both)


def test_an_accepted_match_that_is_broken_is_found() -> None:
    held = young_person(held=Held(mentor="m2", state="accepted"))
    one: OneToOne = problem([held], [mentor("m1"), mentor("m2")])
    solved = solve_one_to_one(one)
    assert [(pair.person, pair.supply) for pair in solved.pairs] == [("y1", "m2")]
    broken = replace(solved, pairs=(replace(solved.pairs[0], supply="m1"),))
    assert "y1: the accepted match with m2 is broken" in check_one_to_one(one, broken)


def test_a_solution_of_another_problem_is_found() -> None:
    other = problem(seed=1)
    assert problem_hash(other) != problem_hash(problem())
    assert len(check_one_to_one(other, solve_one_to_one(problem()))) == 2
