"""Solves a problem of each kind and prints a digest of each answer: run with other hash seeds."""

from hashlib import sha256

from services.matching.optimization.caseloads.solve import solve_caseloads
from services.matching.optimization.circles.solve import solve_circles
from services.matching.optimization.schools.solve import solve_schools
from tests.benchmarks.matching_groups.synthetic_caseloads import synthetic_caseloads
from tests.benchmarks.matching_groups.synthetic_circles import Shape, synthetic_circles
from tests.benchmarks.matching_groups.synthetic_schools import synthetic_schools

if __name__ == "__main__":
    for solution in (
        solve_circles(synthetic_circles(Shape(300, 2, capped=True))),
        solve_caseloads(synthetic_caseloads(10, 400)),
        solve_schools(synthetic_schools(600, 60)),
    ):
        print(sha256(repr(solution).encode()).hexdigest())
