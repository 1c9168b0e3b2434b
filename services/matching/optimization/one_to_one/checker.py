"""An independent check of a solution: rules, seats, values and proof, without the solver's code.

It knows the scalar rules and the score, and nothing compiled. Every pair of a person and a mentor
is looked at, so it is for problems of up to a few thousand people.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one import rules, score
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.solution import Pair, Solution

_FORBIDDEN = -1


def check_one_to_one(problem: OneToOne, solution: Solution) -> list[str]:
    """Say everything that is wrong with a solution; an empty list if nothing is."""
    return [
        *_identity(problem, solution),
        *_people(problem, solution),
        *_Recount(problem).faults(solution),
    ]


def _identity(problem: OneToOne, solution: Solution) -> Iterator[str]:
    if (solution.kind, solution.seed) != (problem.kind, problem.seed):
        yield "the solution is of another kind or seed than the problem; solve this problem"
    if solution.problem != problem_hash(problem):
        yield "the solution is of another problem: its hash differs; solve this problem"
    if solution.certificate.value > solution.certificate.bound:
        yield "the value is above the bound; the proof is void"


def _people(problem: OneToOne, solution: Solution) -> Iterator[str]:
    told = Counter([p.person for p in solution.pairs] + [u.person for u in solution.unplaced])
    known = {person.id for person in problem.people}
    yield from (f"{one} is told about {times} times" for one, times in told.items() if times > 1)
    yield from (f"{one} is not in the problem" for one in sorted(told.keys() - known))
    yield from (f"{one} is neither placed nor unplaced" for one in sorted(known - told.keys()))
    placed = {pair.person: pair.supply for pair in solution.pairs}
    for person in problem.people:
        held = _accepted(person)
        if held is not None and placed.get(person.id) != held:
            yield f"{person.id}: the accepted match with {held} is broken"


def _accepted(person: YoungPerson) -> str | None:
    held = person.held
    return held.mentor if held is not None and held.state == "accepted" else None


class _Recount:
    """All pairs of a problem, valued anew."""

    def __init__(self, problem: OneToOne) -> None:
        self.problem = problem
        self.people = {person.id: person for person in problem.people}
        self.mentors = {mentor.id: mentor for mentor in problem.mentors}
        self.row = {person.id: at for at, person in enumerate(problem.people)}
        self.column = {mentor.id: at for at, mentor in enumerate(problem.mentors)}
        taken = Counter(filter(None, map(_accepted, problem.people)))
        self.free = np.array([max(0, m.capacity - taken[m.id]) for m in problem.mentors], np.int64)
        self.fits = self._all_fits()
        self.options = (self.fits >= 0).sum(axis=1)
        self.values = self._all_values()

    def _all_fits(self) -> NDArray[np.int64]:
        """The fit of every pair that the rules allow; -1 elsewhere, and for those accepted."""
        fits = np.full((len(self.problem.people), len(self.problem.mentors)), _FORBIDDEN, np.int64)
        for i, person in enumerate(self.problem.people):
            if _accepted(person) is None:
                for j, mentor in enumerate(self.problem.mentors):
                    if rules.eligible(self.problem, person, mentor):
                        fits[i, j] = score.fit(self.problem, person, mentor)
        return fits

    def _all_values(self) -> NDArray[np.int64]:
        worth = [
            score.worth(self.problem, person, int(options))
            for person, options in zip(self.problem.people, self.options, strict=True)
        ]
        values = self.fits + np.array(worth, np.int64).reshape(-1, 1)
        for i, person in enumerate(self.problem.people):
            if person.held and person.held.mentor in self.column:
                j = self.column[person.held.mentor]
                values[i, j] += score.stickiness(self.problem, person, self.problem.mentors[j])
        return np.where(self.fits == _FORBIDDEN, _FORBIDDEN, values)

    def faults(self, solution: Solution) -> Iterator[str]:
        """Say what is wrong with the pairs, the seats, the value and the bound."""
        known = [p for p in solution.pairs if p.person in self.people and p.supply in self.mentors]
        unknown = {pair.supply for pair in solution.pairs} - self.mentors.keys()
        yield from (f"{mentor} is not in the problem" for mentor in sorted(unknown))
        total = 0
        for pair in known:
            person, mentor = self.people[pair.person], self.mentors[pair.supply]
            value = self._value(person, mentor)
            total += value
            yield from self._pair(pair, person, mentor, value)
        yield from self._seats(known)
        if total != solution.certificate.value:
            yield f"the value is {solution.certificate.value}, and recounted {total}"
        yield from self._bound(solution)

    def _value(self, person: YoungPerson, mentor: Mentor) -> int:
        if _accepted(person) == mentor.id:
            return 0
        value = int(self.values[self.row[person.id], self.column[mentor.id]])
        return max(value, 0)

    def _pair(self, pair: Pair, person: YoungPerson, mentor: Mentor, value: int) -> Iterator[str]:
        if _accepted(person) is None:
            broken = [
                name
                for name, holds in rules.RULES.items()
                if not holds(self.problem, person, mentor)
            ]
            yield from (f"{pair.person} and {pair.supply}: {name} is broken" for name in broken)
        if pair.value != value:
            yield f"{pair.person} and {pair.supply}: the value is {pair.value}, recounted {value}"
        if pair.fit != score.fit(self.problem, person, mentor):
            yield f"{pair.person} and {pair.supply}: the fit is not {pair.fit}"

    def _seats(self, pairs: list[Pair]) -> Iterator[str]:
        fresh = Counter(p.supply for p in pairs if _accepted(self.people[p.person]) is None)
        for mentor, taken in sorted(fresh.items()):
            free = int(self.free[self.column[mentor]])
            if taken > free:
                yield f"{mentor} has {free} free places, and {taken} people are proposed"

    def _bound(self, solution: Solution) -> Iterator[str]:
        """Recompute what no solution can exceed from the published prices alone."""
        price = np.zeros(len(self.problem.mentors), np.int64)
        for mentor, points in solution.prices:
            if points < 0 or mentor not in self.column:
                yield f"{mentor}: a price must be of a mentor in the problem, and not below 0"
            else:
                price[self.column[mentor]] = points
        usable = (self.values != _FORBIDDEN) & (self.free > 0)
        gains = np.where(usable, self.values - price, 0).max(axis=1, initial=0)
        bound = int(gains.sum() + (price * self.free).sum())
        if bound != solution.certificate.bound:
            yield f"the bound is {solution.certificate.bound}, and by the prices {bound}"
