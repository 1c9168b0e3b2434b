"""What placing somebody is worth is told in full: the words add up to what the solver counts."""

from datetime import date

import pytest

from services.matching.optimization.explanation.explaining import Explainer
from services.matching.optimization.explanation.told import told
from services.matching.optimization.explanation.waiting import waiting_parts
from services.matching.optimization.problem.kinds import KINDS, AnyProblem, people_of
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.problem.parts import Waiting
from services.matching.optimization.solving import solve
from tests.services.matching.optimization.explanation.answers import example
from tests.services.matching.optimization.fairness.region import region


def added_up(problem: AnyProblem) -> int:
    """Compare the told points with the solver's for everybody; return how many were."""
    solution = solve(problem)
    explainer = Explainer(problem, solution)
    values = {pair.person: pair.value for pair in solution.pairs}
    compared = 0
    for person in people_of(problem):
        why = explainer.why(person.id)
        if why.supply is not None and not (why.kept and isinstance(problem, OneToOne)):
            told_points = [p for _, p in why.worth_parts] + [p.points for p in why.parts]
            assert sum(told_points) + why.standing == values[person.id]
            compared += 1
    return compared


@pytest.mark.parametrize("kind", KINDS)
def test_the_points_told_are_those_that_the_solver_counted(kind: str) -> None:
    assert added_up(example(kind)) >= 2


def test_they_are_in_a_region_of_scarce_mentors_too() -> None:
    assert added_up(region(120, 4)[0]) > 60


def test_a_match_that_stood_before_is_worth_nothing_new_and_says_no_price() -> None:
    problem = example("one_to_one")
    explainer = Explainer(problem, solve(problem))
    text = "\n".join(told(explainer.why("yp-06"), explainer.telling))
    assert "How well the two fit, 669 points:" in text
    assert "Worth" not in text


def test_days_that_no_longer_count_are_told() -> None:
    class Patient:
        waiting_since = date(2026, 1, 1)

    parts = waiting_parts(Waiting(), date(2026, 9, 30), Patient())
    assert parts == {"anybody": 1000, "272 days of waiting, of which 180 count": 360}


def test_few_options_are_told() -> None:
    problem = example("one_to_one")
    explainer = Explainer(problem, solve(problem))
    text = "\n".join(told(explainer.why("yp-01"), explainer.telling))
    assert (
        "2,442 for placing this young person now (1,000 for anybody, 242 for 121 days of waiting"
        " and 1,200 for having only 1 mentor to choose from)" in text
    )
