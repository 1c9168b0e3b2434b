"""On tiny problems the solver's answer is the best of all that there are."""

import os

import pytest

from services.matching.optimization.caseloads.checker import check_caseloads
from services.matching.optimization.caseloads.solve import solve_caseloads
from tests.services.matching.optimization.caseloads.brute_force import best_value
from tests.services.matching.optimization.caseloads.tiny import tiny_caseloads

CASES = int(os.environ.get("INROADS_CASES", "500"))
_BLOCK = 100


@pytest.mark.parametrize("first", range(0, CASES, _BLOCK))
def test_no_caseloads_are_better_and_the_proof_says_so(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, CASES)):
        problem = tiny_caseloads(seed)
        solution = solve_caseloads(problem)
        assert not check_caseloads(problem, solution), seed
        assert solution.certificate.value == best_value(problem), seed
        assert solution.certificate.optimal, seed
