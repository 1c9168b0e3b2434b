"""The independent judge of a circles solution: the readable rules, one person at a time.

It shares no column, price or program with the solver. It says everything that is wrong, in words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Final

from services.matching.optimization.checking import (
    Faults,
    Words,
    accounts,
    is_right,
    points,
    total,
)
from services.matching.optimization.circles.near_sessions import NearSessions
from services.matching.optimization.circles.rules import RULES
from services.matching.optimization.circles.score import pair_value, parts
from services.matching.optimization.lottery import draw
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker
from services.matching.optimization.solution import Solution

WORDS: Final = Words(
    people="people",
    stranger="is nobody of this problem",
    astray="{person} is placed in {supply}, which nobody offers",
    beside="in",
)
Members = Mapping[str, list[Jobseeker]]


def check_circles(problem: Circles, solution: Solution) -> list[str]:
    """Return what is wrong with the solution; nothing if it keeps every promise.

    Everybody is told of once, held seats stay, new seats keep the rules, circles are whole and
    balanced, the lottery was kept, values are recounted, and the bound is not above what the
    published prices alone prove. That no better solution exists is proven by the bound only as far
    as the prices reach; below them it is branch and bound's word.
    """
    judge = _Judge(problem, solution)
    strange = [*judge.accounts()]
    if strange:
        return strange
    return [
        *judge.seats(),
        *judge.values(),
        *judge.sizes(),
        *judge.balance(),
        *judge.reasons(),
        *judge.lottery(),
        *judge.certificate(),
    ]


class _Judge:
    """A problem and a solution side by side."""

    def __init__(self, problem: Circles, solution: Solution) -> None:
        self._problem, self._solution = problem, solution
        self._near = NearSessions(problem)
        self._people = {person.id: person for person in problem.people}
        self._sessions = {session.id: session for session in problem.sessions}
        self._seat = {pair.person: pair.supply for pair in solution.pairs}
        self._members: dict[str, list[Jobseeker]] = defaultdict(list)
        for pair in solution.pairs:
            if pair.person in self._people:
                self._members[pair.supply].append(self._people[pair.person])
        self._left = [person for person in problem.people if person.id not in self._seat]

    def accounts(self) -> Faults:
        """Everybody is told of exactly once, in order, of sessions that exist, for this problem."""
        known, offered = self._people, self._sessions
        return accounts(self._problem, self._solution, known, offered, WORDS)

    def seats(self) -> Faults:
        """Held seats stay; new ones keep every rule."""
        for person in self._problem.people:
            session = self._sessions.get(self._seat.get(person.id, ""))
            if person.seat is not None:
                if session is None or session.id != person.seat:
                    yield f"{person.id} lost the held seat in {person.seat}"
            elif session is not None:
                broken = [
                    n for n, holds in RULES.items() if not holds(self._problem, person, session)
                ]
                yield from (
                    f"{person.id} in {session.id} breaks the rule {name}" for name in broken
                )

    def values(self) -> Faults:
        """Every pair is worth what the score says."""
        for pair in self._solution.pairs:
            person, session = self._people[pair.person], self._sessions[pair.supply]
            fit = sum(parts(self._problem, person, session).values())
            yield from points(pair, fit, pair_value(self._problem, person, session), WORDS)

    def sizes(self) -> Faults:
        """No circle is overfull; none is too small that nobody held a seat in."""
        for identifier, members in self._members.items():
            session, held = self._sessions[identifier], _held(members)
            if len(members) > max(session.seats_max, len(held)):
                yield f"{identifier} has {len(members)} members for {session.seats_max} seats"
            if len(members) < session.seats_min and not held:
                yield f"{identifier} has {len(members)} members and needs {session.seats_min}"

    def balance(self) -> Faults:
        """No newcomer raises a word above its cap."""
        for cap in self._problem.caps:
            for identifier, members in self._members.items():
                said, before = _words(members, cap.by), _words(_held(members), cap.by)
                for word, count in said.items():
                    if count > max(cap.at_most, before[word]):
                        yield f"{identifier} breaks the rule balance: {count} share a {cap.by}"

    def reasons(self) -> Faults:
        """Whoever has no seat is told the right reason."""
        said = {one.person: one.reason for one in self._solution.unplaced}
        for person in self._left:
            could = any(True for _ in self._near.of(person))
            if not is_right(said[person.id], has_options=could):
                yield f"{person.id} is told the wrong reason"

    def lottery(self) -> Faults:
        """Nobody sits where somebody with a better claim was left out."""
        for person in self._left:
            for session in self._near.of(person):
                yield from self._outdone(person, session)

    def _outdone(self, person: Jobseeker, session: HostedSession) -> Faults:
        claim = self._claim(person, session)
        for member in self._members.get(session.id, ()):
            outdone = member.seat is None and self._claim(member, session) > claim
            if outdone and self._may_replace(member, person, session):
                yield f"{member.id} sits in {session.id}, where {person.id} comes first"

    def _claim(self, person: Jobseeker, session: HostedSession) -> tuple[int, bytes]:
        """Return what decides, lowest first: more points, then the earlier draw."""
        return -pair_value(self._problem, person, session), draw(self._problem.seed, person.id)

    def _may_replace(self, member: Jobseeker, person: Jobseeker, session: HostedSession) -> bool:
        after = [*(m for m in self._members[session.id] if m is not member), person]
        return all(
            cap.by not in person.balance
            or person.balance[cap.by] == member.balance.get(cap.by)
            or _words(after, cap.by)[person.balance[cap.by]] <= cap.at_most
            for cap in self._problem.caps
        )

    def certificate(self) -> Faults:
        """Value and bound agree with the pairs and with the published prices."""
        stated, value = self._solution.certificate, sum(p.value for p in self._solution.pairs)
        yield from total(self._solution, value)
        if stated.bound > (proven := self._bound_by_prices()):
            yield f"the bound {stated.bound} is above {proven}, which the prices prove"

    def _bound_by_prices(self) -> int:
        prices = dict(self._solution.prices)
        if (
            any(price < 0 for price in prices.values())
            or not prices.keys() <= self._sessions.keys()
        ):
            return -1
        total = 0
        for person in self._problem.people:
            if person.seat is not None:
                total += pair_value(self._problem, person, self._sessions[person.seat])
            else:
                total += max([0, *self._surplus(person, prices)])
        return ceil(total + sum(self._free_seats(one) * prices.get(one, 0) for one in prices))

    def _surplus(self, person: Jobseeker, prices: dict[str, int]) -> Iterator[int]:
        for session in self._near.of(person):
            yield pair_value(self._problem, person, session) - prices.get(session.id, 0)

    def _free_seats(self, identifier: str) -> int:
        held = sum(person.seat == identifier for person in self._problem.people)
        return max(0, self._sessions[identifier].seats_max - held)


def _held(members: list[Jobseeker]) -> list[Jobseeker]:
    return [member for member in members if member.seat is not None]


def _words(members: list[Jobseeker], by: str) -> Counter[str]:
    return Counter(member.balance[by] for member in members if by in member.balance)
