"""All eligible pairs of a one-to-one problem, a person against all mentors at a time.

The same answer as the readable rules (a test compares the two), some hundred times as fast, and
independent of the compiled scans with which pairs are looked for in a run.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.rules import OF_AGE, RULES, age
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def mentoring_rows(problem: OneToOne) -> Iterator[Ints]:
    """Yield the eligible mentors of each young person, as places in the list of mentors."""
    may_start = [m.profile_complete and m.trained and not m.paused for m in problem.mentors]
    ready = np.flatnonzero(np.array(may_start, bool))
    desk = _Desk(problem, [problem.mentors[at] for at in ready])
    for person in problem.people:
        yield ready[desk.eligible(person)]


class _Desk:
    """The mentors who may start, as columns."""

    def __init__(self, problem: OneToOne, mentors: Sequence[Mentor]) -> None:
        self._problem, self._mentors = problem, mentors
        self._youngest = np.array([mentor.youngest for mentor in mentors], np.int64)
        self._oldest = np.array([mentor.oldest for mentor in mentors], np.int64)
        self._remote = np.array([mentor.remote for mentor in mentors], bool)
        self._placed = np.array([mentor.place is not None for mentor in mentors], bool)
        places = [(m.place.easting, m.place.northing) if m.place else (0, 0) for m in mentors]
        self._places = np.array(places, np.int64).reshape(-1, 2)
        self._number = {mentor.id: at for at, mentor in enumerate(mentors)}
        self._speaking = self._column(lambda mentor: mentor.languages)
        self._free = self._column(lambda mentor: mentor.slots)
        self._cleared: dict[str, Flags] = {}

    def eligible(self, person: YoungPerson) -> Flags:
        """Which of them the rules allow."""
        years, rules = age(person.born, self._problem.as_of), self._problem.rules
        if not rules.youngest <= years <= rules.oldest:
            return np.zeros(len(self._mentors), bool)
        allowed = (self._youngest <= years) & (years <= self._oldest)
        if years < OF_AGE:
            allowed &= self._clear_for_minors(person)
        allowed &= self._any(self._speaking, person.languages)
        allowed &= self._any(self._free, person.slots)
        allowed &= self._reach(person)
        for mentor in person.conflicts:
            if mentor in self._number:
                allowed[self._number[mentor]] = False
        return self._above_floor(person, allowed) if rules.least_fit else allowed

    def _above_floor(self, person: YoungPerson, allowed: Flags) -> Flags:
        """Which of them fit well enough: pair by pair, since the points are what is readable."""
        holds = RULES["fit"]
        for at in np.flatnonzero(allowed).tolist():
            allowed[at] = holds(self._problem, person, self._mentors[at])
        return allowed

    def _column(self, words: Callable[[Mentor], Iterable[str]]) -> dict[str, Flags]:
        columns: dict[str, Flags] = {}
        for at, mentor in enumerate(self._mentors):
            for word in words(mentor):
                columns.setdefault(word, np.zeros(len(self._mentors), bool))[at] = True
        return columns

    def _any(self, columns: dict[str, Flags], words: Iterable[str]) -> Flags:
        found = np.zeros(len(self._mentors), bool)
        for word in words:
            if word in columns:
                found |= columns[word]
        return found

    def _clear_for_minors(self, person: YoungPerson) -> Flags:
        """Who has a valid check: the same for all under-18s of a nation."""
        if person.nation not in self._cleared:
            holds = RULES["clearance"]
            cleared = (holds(self._problem, person, mentor) for mentor in self._mentors)
            self._cleared[person.nation] = np.fromiter(cleared, bool, len(self._mentors))
        return self._cleared[person.nation]

    def _reach(self, person: YoungPerson) -> Flags:
        remote: Flags = self._remote & person.remote
        if person.place is None:
            return remote
        east, north = (self._places - (person.place.easting, person.place.northing)).T
        near = east * east + north * north <= self._problem.rules.furthest_metres**2
        reached: Flags = remote | (self._placed & near)
        return reached
