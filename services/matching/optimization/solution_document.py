"""A solution as JSON and back. The same solution gives the same bytes."""

import json
from typing import Final

import orjson
from pydantic import TypeAdapter, ValidationError

from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.kinds import AnyProblem, supply_of
from services.matching.optimization.solution import Solution

_SOLUTION: Final = TypeAdapter(Solution)


class UnusableSolution(ValueError):
    """A document is no solution, or none of this problem; the text says what to do."""


def solution_bytes(solution: Solution) -> bytes:
    """Write a solution, one pair on each line, so that two of them can be compared by eye."""
    document = _SOLUTION.dump_python(solution, mode="json")
    fields = [f"{json.dumps(key)}: {_lines(value)}" for key, value in document.items()]
    return ("{\n" + ",\n".join(fields) + "\n}\n").encode()


def read_solution(document: bytes) -> Solution:
    """Read what `solution_bytes` wrote; raises `UnusableSolution`."""
    try:
        return _SOLUTION.validate_json(document, strict=True)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"/{step}" for step in detail["loc"]) or "the top"
        raise UnusableSolution(
            f"this is no solution: at {where}, {detail['msg'][:1].lower()}{detail['msg'][1:]}."
            " Give the file that './inroads match solve' wrote"
        ) from None


def must_belong(solution: Solution, problem: AnyProblem) -> None:
    """Raise `UnusableSolution` unless the solution is one of exactly this problem."""
    if solution.kind != problem.kind:
        raise UnusableSolution(
            f"the solution is of kind {solution.kind} and the problem of kind {problem.kind};"
            " give the two files that belong together"
        )
    if solution.problem != problem_hash(problem):
        raise UnusableSolution(
            "the solution was made from another problem (the inputs' hashes differ): the problem"
            " was changed afterwards, or these are two different files. Solve it again"
        )
    people = {person.id for person in problem.people}
    supply = {one.id for one in supply_of(problem)}
    named = {pair.person for pair in solution.pairs} | {one.person for one in solution.unplaced}
    if named - people or {pair.supply for pair in solution.pairs} - supply:
        raise UnusableSolution(
            "the solution names somebody who is not in the problem. Solve it again"
        )


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return orjson.dumps(value).decode()
    return "[\n" + ",\n".join(orjson.dumps(item).decode() for item in value) + "\n]"
