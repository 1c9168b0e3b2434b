"""One way into every kind's solver and its independent checker."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.solution import Solution

Progress = Callable[[str, float], None]

_ROOM: Final = "services.matching.optimization"
_SOLVERS: Final = {
    "one_to_one": "answering",
    "circles": "solve",
    "caseloads": "solve",
    "schools": "solve",
}
"""In which file of its folder each kind is solved; read when asked for, since compiled loops take a
second to load."""


def solve(problem: AnyProblem, progress: Progress | None = None) -> Solution:
    """Find the best solution that the kind's solver can, with its certificate.

    ``progress`` is told what has been done, and a figure; only large markets take long enough.
    """
    module = import_module(f"{_ROOM}.{problem.kind}.{_SOLVERS[problem.kind]}")
    solver = getattr(module, f"solve_{problem.kind}")
    tells = isinstance(problem, OneToOne)
    solution: Solution = solver(problem, progress=progress) if tells else solver(problem)
    return solution


def check(problem: AnyProblem, solution: Solution) -> list[str]:
    """Everything that is wrong with a solution, found without its solver; empty if it is sound."""
    module = import_module(f"{_ROOM}.{problem.kind}.checker")
    faults: list[str] = getattr(module, f"check_{problem.kind}")(problem, solution)
    return faults
