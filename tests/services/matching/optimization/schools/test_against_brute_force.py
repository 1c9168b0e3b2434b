"""On tiny problems the solver's answer is the best of all that there are."""

import os

import pytest

from services.matching.optimization.schools.checker import check_schools
from services.matching.optimization.schools.solve import solve_schools
from tests.services.matching.optimization.schools.brute_force import best_value
from tests.services.matching.optimization.schools.tiny import tiny_schools

CASES = int(os.environ.get("INROADS_CASES", "500"))
_BLOCK = 100


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_no_answers_are_better_and_the_prices_prove_it(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, CASES)):
        problem = tiny_schools(seed)
        solution = solve_schools(problem)
        assert not check_schools(problem, solution), seed
        assert solution.certificate.value == best_value(problem), seed
        assert solution.certificate.optimal, seed
