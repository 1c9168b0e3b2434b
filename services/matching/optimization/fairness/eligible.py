"""Whom the rules allow to be placed where: every pair, as a sparse table of people by supply."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.explanation.tellings import telling_of
from services.matching.optimization.fairness.mentoring_pairs import mentoring_rows
from services.matching.optimization.problem.kinds import AnyProblem, people_of, supply_of
from services.matching.optimization.problem.one_to_one import OneToOne

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Eligible:
    """The suppliers of person ``i`` are ``supply[starts[i]:starts[i + 1]]``.

    People and supply are named by their places in the problem.
    """

    starts: Ints
    supply: Ints

    @property
    def options(self) -> Ints:
        """How many suppliers each person has."""
        counts: Ints = np.diff(self.starts)
        return counts

    def of(self, person: int) -> Ints:
        """The suppliers of one person."""
        return self.supply[self.starts[person] : self.starts[person + 1]]


def eligible_pairs(problem: AnyProblem) -> Eligible:
    """Judge every person against the whole supply."""
    rows = list(mentoring_rows(problem) if isinstance(problem, OneToOne) else _rows(problem))
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return Eligible(starts, np.concatenate(rows) if rows else np.zeros(0, np.int64))


def _rows(problem: AnyProblem) -> Iterator[Ints]:
    rules = tuple(telling_of(problem).holds.values())
    supply = tuple(enumerate(supply_of(problem)))
    for person in people_of(problem):
        found = [at for at, one in supply if all(rule(problem, person, one) for rule in rules)]
        yield np.array(found, np.int64)
