"""A standing solution of people and mentors who are known by their ids, on one day.

What a programme keeps that places people at once: who comes, goes or changes is an event, and after
each the solution is the best again (`standing`). Whoever has a place in it is to be proposed, and
is then frozen: proposals do not flutter, because what was proposed is not the solution's any more.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.fits import pair_fit
from services.matching.optimization.one_to_one.market import (
    Words,
    market_of,
    mentors_of,
    people_of,
)
from services.matching.optimization.one_to_one.network import own_value
from services.matching.optimization.one_to_one.solving import solve_market
from services.matching.optimization.one_to_one.standing import OPEN_TO, Standing
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.solution import Certificate, Pair, Reason, Solution, Unplaced

ALGORITHM = "standing/2"


class NewWord(Exception):
    """Somebody uses a word that nobody used when the market was begun: begin it anew."""


class Known(NamedTuple):
    """Somebody's number in the standing solution, and what they were like when they came."""

    number: int
    mark: str


class StandingMarket:
    """One programme's market from one run to the next. Not for several threads at once.

    ``marks`` are whatever changes when a person or a mentor does; they are kept, so that after a
    restart only what changed meanwhile is told again.
    """

    def __init__(self, frame: OneToOne, words: Words, standing: Standing) -> None:
        self.frame = frame.model_copy(update={"people": (), "mentors": ()})
        self.words, self.standing = words, standing
        self.people: dict[str, Known] = {}
        self.mentors: dict[str, Known] = {}
        self.conflicts: defaultdict[str, set[str]] = defaultdict(set)
        """By mentor: the people to whom they are never proposed."""

    @classmethod
    def of(cls, problem: OneToOne, marks: Mapping[str, str]) -> "StandingMarket":
        """Solve a problem, and keep its solution from now on under events."""
        words = Words(problem, lasting=True)
        market = market_of(problem, words)
        kept = cls(problem, words, Standing.of(market, solve_market(market)))
        for number, person in enumerate(problem.people):
            kept._note(person, Known(number, marks[person.id]))
        for number, mentor in enumerate(problem.mentors):
            kept.mentors[mentor.id] = Known(number, marks[mentor.id])
        return kept

    def person_comes(self, person: YoungPerson, mark: str) -> None:
        """Somebody begins to wait, or has changed. Raises NewWord, and nothing has happened."""
        if not self.words.know_person(person):
            raise NewWord
        self.person_goes(person.id)
        numbers = {m: self.mentors[m].number for m in person.conflicts if m in self.mentors}
        columns = people_of(self.frame, [person], self.words, numbers)
        self._note(person, Known(self.standing.person_arrives(columns), mark))

    def person_goes(self, person: str) -> None:
        """Somebody waits no longer; who is not known is passed over."""
        known = self.people.pop(person, None)
        if known is not None:
            self.standing.person_leaves(known.number)

    def mentor_comes(self, mentor: Mentor, mark: str) -> None:
        """A mentor is ready, or has changed. Raises NewWord, and nothing has happened."""
        if not self.words.know_mentor(mentor):
            raise NewWord
        self.mentor_goes(mentor.id)
        columns = mentors_of(self.frame, [mentor], self.words)
        apart = (self.people.get(person) for person in self.conflicts[mentor.id])
        never = [known.number for known in apart if known is not None]
        self.mentors[mentor.id] = Known(self.standing.mentor_joins(columns, never), mark)

    def mentor_goes(self, mentor: str) -> None:
        """A mentor helps no more; who is not known is passed over."""
        known = self.mentors.pop(mentor, None)
        if known is not None:
            self.standing.mentor_leaves(known.number)

    def pairs(self) -> list[Pair]:
        """Whom the solution places with whom, by person: what is to be proposed now."""
        return sorted(self._pairs(), key=lambda pair: pair.person)

    def freeze(self, person: str) -> None:
        """Take a pair out that was proposed, with the mentor's place."""
        known = self.people.pop(person)
        self.standing.accepted(known.number)

    def look_again(self) -> int:
        """Let those look at all mentors anew whose best ones all went to others; return how many.

        Of everybody who comes only the best pairs are known, and others may have taken them all.
        """
        network = self.standing.network
        full = [
            (person, known)
            for person, known in self.people.items()
            if network.match[known.number] < 0 and network.counts[known.number] >= OPEN_TO
        ]
        for person, known in full:
            never = [
                self.mentors[mentor].number
                for mentor, people in self.conflicts.items()
                if person in people and mentor in self.mentors
            ]
            self.standing.person_looks_again(known.number, never)
        return len(full)

    def solution(self, problem: OneToOne) -> Solution:
        """The solution as a match run would publish it, for explanations.

        ``problem`` describes exactly those who are in this market. The certificate is over the
        pairs that the standing solution knows.
        """
        proof, prices = self.standing.certificate(), self.standing.network.price
        asked = ((mentor, int(prices[known.number])) for mentor, known in self.mentors.items())
        return Solution(
            kind=problem.kind,
            problem=problem_hash(problem),
            algorithm=ALGORITHM,
            seed=problem.seed,
            pairs=tuple(self.pairs()),
            unplaced=tuple(sorted(self._unplaced(), key=lambda one: one.person)),
            certificate=Certificate(proof.value, proof.bound, "dual prices"),
            prices=tuple(sorted((mentor, price) for mentor, price in asked if price > 0)),
        )

    def _note(self, person: YoungPerson, known: Known) -> None:
        self.people[person.id] = known
        for mentor in person.conflicts:
            self.conflicts[mentor].add(person.id)

    def _pairs(self) -> Iterator[Pair]:
        network = self.standing.network
        placed = np.flatnonzero(network.match[: self.standing.people] >= 0).tolist()
        if not placed:
            return
        people = {known.number: person for person, known in self.people.items()}
        mentors = {known.number: mentor for mentor, known in self.mentors.items()}
        for number in placed:
            mentor = int(network.match[number])
            fit = int(pair_fit(self.standing.tables, number, mentor))
            yield Pair(people[number], mentors[mentor], int(own_value(network, number)), fit)

    def _unplaced(self) -> Iterator[Unplaced]:
        network = self.standing.network
        for person, known in self.people.items():
            if network.match[known.number] < 0:
                options = network.counts[known.number]
                reason: Reason = "supply is scarce" if options else "no eligible supply"
                yield Unplaced(person, reason)
