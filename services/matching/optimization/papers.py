"""A problem and its solution in one sealed text: what it takes to explain a run afterwards."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import orjson

from services.matching.optimization.problem.canonical import canonical
from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.reading import read_problem
from services.matching.optimization.solution import Solution
from services.matching.optimization.solution_document import (
    must_belong,
    read_solution,
    solution_bytes,
)

MOST_BYTES: Final = 3 * 2**19
"""Packed: some 20,000 people, who are opened in 7 seconds. Nobody waits longer for a page, so
papers of a larger run are not kept."""


class Seals(Protocol):
    """What seals and opens texts (``shared.privacy.keyring``)."""

    def seal_text(self, data_class: str, plaintext: bytes, *, bound_to: bytes) -> str:
        """Return the sealed box as a text."""

    def open_text(self, data_class: str, text: str, *, bound_to: bytes) -> bytes:
        """Return what was sealed; raises ``SealError``."""


@dataclass(frozen=True, slots=True)
class Papers:
    """One run as it was posed and answered; ``areas`` are the people's, by their id."""

    problem: AnyProblem
    solution: Solution
    areas: Mapping[str, str]


def sealed_papers(papers: Papers, run: str, keys: Seals) -> str | None:
    """Return the papers sealed for this run, as ``needs``; ``None`` if they are too many."""
    parts = {
        "problem": canonical(papers.problem).decode(),
        "solution": solution_bytes(papers.solution).decode(),
        "areas": dict(papers.areas),
    }
    packed = zlib.compress(orjson.dumps(parts))
    if len(packed) > MOST_BYTES:
        return None
    return keys.seal_text("needs", packed, bound_to=run.encode())


def opened_papers(sealed: str, run: str, keys: Seals) -> Papers:
    """Return what was sealed for this run; raises ``SealError``."""
    packed = keys.open_text("needs", sealed, bound_to=run.encode())
    parts = orjson.loads(zlib.decompress(packed))
    problem = read_problem(parts["problem"].encode())
    solution = read_solution(parts["solution"].encode())
    must_belong(solution, problem)
    return Papers(problem, solution, parts["areas"])
