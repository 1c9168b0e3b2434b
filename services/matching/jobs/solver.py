"""The solver, loaded when the first run is made: its compiled libraries take seconds and memory."""

from importlib import import_module

from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.solution import Solution


def solve(problem: OneToOne) -> Solution:
    """Return the best pairs with their certificate (``optimization/one_to_one``)."""
    answering = import_module("services.matching.optimization.one_to_one.answering")
    solution: Solution = answering.solve_one_to_one(problem)
    return solution
