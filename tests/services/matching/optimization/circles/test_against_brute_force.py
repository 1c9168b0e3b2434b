"""On tiny problems the solver's answer is the best of all that there are."""

import os

import pytest

from services.matching.optimization.circles.checker import check_circles
from services.matching.optimization.circles.solve import solve_circles
from tests.services.matching.optimization.circles.brute_force import best_value
from tests.services.matching.optimization.circles.tiny import tiny_circles

CASES = int(os.environ.get("INROADS_CASES", "500"))
_BLOCK = 100


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_no_seating_is_better_and_the_proof_says_so(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, CASES)):
        problem = tiny_circles(seed)
        solution = solve_circles(problem)
        assert not check_circles(problem, solution), seed
        assert solution.certificate.value == best_value(problem), seed
        assert solution.certificate.optimal, seed
