"""The files of `./inroads match`: read with a next step for every mistake, written whole."""

import sys
from pathlib import Path
from typing import Final

from services.matching.optimization.fairness.groups import Groups, UnusableGroups, read_groups
from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.reading import UnusableProblem, read_problem
from services.matching.optimization.solution import Solution
from services.matching.optimization.solution_document import (
    UnusableSolution,
    must_belong,
    read_solution,
)
from shared.programmes.faults import Fault

STREAM: Final = "-"
_TOLD_AT_MOST: Final = 20


class UnusableFile(Exception):
    """A file cannot be used; the text says why, and what to do."""


def problem_in(name: str) -> AnyProblem:
    """Read a problem; ``-`` is standard input."""
    try:
        return read_problem(_content(name), name)
    except UnusableProblem as error:
        raise UnusableFile(_all(name, "problem", error.faults)) from None


def solution_in(name: str, problem: AnyProblem | None = None) -> Solution:
    """Read a solution, and make sure that it is one of the problem if that is given."""
    try:
        solution = read_solution(_content(name))
        if problem is not None:
            must_belong(solution, problem)
    except UnusableSolution as error:
        raise UnusableFile(f"{name}: {error}.") from None
    return solution


def groups_in(name: str | None, problem: AnyProblem) -> Groups | None:
    """Read a file of groups, if one is named."""
    if name is None:
        return None
    try:
        return read_groups(_content(name), problem, name)
    except UnusableGroups as error:
        raise UnusableFile(_all(name, "groups", error.faults)) from None


def write(name: str, content: bytes) -> None:
    """Write a file whole, or not at all; ``-`` is standard output."""
    if name == STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    path = Path(name)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise UnusableFile(
            f"{name}: cannot be written ({error.strerror}); choose a folder that exists and that"
            " you may write to."
        ) from None


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == STREAM else Path(name).read_bytes()
    except OSError as error:
        raise UnusableFile(f"{name}: cannot be read ({error.strerror}); check the path.") from None


def _all(name: str, what: str, faults: tuple[Fault, ...]) -> str:
    told = [f"  {fault.pointer or 'the top'}: {fault.message}" for fault in faults[:_TOLD_AT_MOST]]
    more = len(faults) - len(told)
    rest = [f"  and {more:,} more; correct these first"] if more else []
    count = f"{len(faults):,} mistake{'' if len(faults) == 1 else 's'}"
    return "\n".join([f"{name} is no usable {what} file, {count}:", *told, *rest])
