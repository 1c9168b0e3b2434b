"""A solution is written and read without losing anything, and belongs to one problem."""

import pytest

from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.reading import read_problem
from services.matching.optimization.problem.schema import EXAMPLES
from services.matching.optimization.solution import Certificate, Pair, Solution, Unplaced
from services.matching.optimization.solution_document import (
    UnusableSolution,
    must_belong,
    read_solution,
    solution_bytes,
)


def problem(kind: str = "one_to_one") -> AnyProblem:
    return read_problem((EXAMPLES / f"{kind}.json").read_bytes())


def solution(**changes: object) -> Solution:
    fields: dict[str, object] = {
        "kind": "one_to_one",
        "problem": problem_hash(problem()),
        "algorithm": "by hand/1",
        "seed": 7,
        "pairs": (Pair("yp-01", "m-01", 2000, 800),),
        "unplaced": (Unplaced("yp-03", "no eligible supply"),),
        "certificate": Certificate(2000, 2100, "dual prices"),
        "prices": (("m-01", 120),),
    }
    return Solution(**(fields | changes))  # type: ignore[arg-type]


def test_what_is_written_is_read_and_the_same_solution_gives_the_same_bytes() -> None:
    written = solution_bytes(solution())
    assert read_solution(written) == solution()
    assert solution_bytes(read_solution(written)) == written
    assert b'\n{"person":"yp-01","supply":"m-01","value":2000,"fit":800}\n' in written


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", solution_bytes(solution()).replace(b'"seed": 7', b'"seed": "7"')]
)
def test_what_is_no_solution_says_where_and_what_to_do(content: bytes) -> None:
    with pytest.raises(UnusableSolution, match=r"this is no solution: at .* Give the file"):
        read_solution(content)


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"kind": "circles"}, "of kind circles and the problem of kind one_to_one"),
        ({"problem": "0" * 64}, "made from another problem"),
        ({"pairs": (Pair("yp-99", "m-01", 1, 1),)}, "somebody who is not in the problem"),
        ({"pairs": (Pair("yp-01", "m-99", 1, 1),)}, "somebody who is not in the problem"),
    ],
)
def test_a_solution_of_something_else_is_refused(changes: dict[str, object], advice: str) -> None:
    must_belong(solution(), problem())
    with pytest.raises(UnusableSolution, match=advice):
        must_belong(solution(**changes), problem())
