"""The solver's answer is the best there is, on everything small enough to try everything."""

import os
from random import Random

import pytest

from services.matching.optimization.one_to_one.answering import solve_one_to_one
from services.matching.optimization.one_to_one.auction import Stage
from services.matching.optimization.one_to_one.checker import check_one_to_one
from services.matching.optimization.one_to_one.solving import Settings
from tests.services.matching.optimization.one_to_one.brute_force import best_value
from tests.services.matching.optimization.one_to_one.worlds import random_problem

CASES = int(os.environ.get("INROADS_CASES", "500"))
"""How many tiny problems; the soak tries 10,000."""

PARTS = 10
WAYS = (Settings(), Settings(stages=(Stage(8, 0.5),)), Settings(stages=(Stage(1, 1.0),)))
"""Also where the auction ends when half wait, or before anybody bids: paths do the rest."""


@pytest.mark.parametrize("part", range(PARTS))
def test_tiny_problems_have_the_value_of_trying_everything(part: int) -> None:
    for case in range(part, CASES, PARTS):
        size = Random(case)
        problem = random_problem(case, size.randint(0, 6), size.randint(0, 5))
        solution = solve_one_to_one(problem, WAYS[case % len(WAYS)])
        found = solution.certificate
        assert (found.value, found.bound) == (best_value(problem),) * 2, f"case {case}"
        if case % 4 == 0:
            assert check_one_to_one(problem, solution) == [], f"case {case}"


@pytest.mark.parametrize("seed", range(3))
def test_a_crowded_market_is_solved_exactly_and_passes_the_checker(seed: int) -> None:
    problem = random_problem(seed, 300, 200)
    solution = solve_one_to_one(problem)
    assert solution.certificate.optimal
    assert check_one_to_one(problem, solution) == []
    assert any(price for _, price in solution.prices), "nobody competed: this proves little"
