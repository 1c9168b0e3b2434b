"""The independent judge of a caseloads solution: the readable rules, one client at a time.

It shares no class, count or program with the solver. It says everything that is wrong, in words.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from services.matching.optimization.caseloads.rules import RULES, eligible
from services.matching.optimization.caseloads.score import pair_value, parts, unevenness
from services.matching.optimization.checking import (
    Faults,
    Words,
    accounts,
    is_right,
    points,
    total,
)
from services.matching.optimization.lottery import draw
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client
from services.matching.optimization.solution import Solution

WORDS: Final = Words(
    people="people",
    stranger="is nobody of this problem",
    astray="{person} is with {supply}, who is no advocate here",
)


def check_caseloads(problem: Caseloads, solution: Solution) -> list[str]:
    """Return what is wrong with the solution; nothing if it keeps every promise.

    Everybody is told of once, pairs keep the rules, caps hold, nobody in care is dropped for
    somebody new, alike people were taken in turn, values are recounted, and the bound is not above
    what the published prices alone prove.
    """
    judge = _Judge(problem, solution)
    strange = [*judge.accounts()]
    if strange:
        return strange
    return [
        *judge.pairs(),
        *judge.caps(),
        *judge.orphans(),
        *judge.turns(),
        *judge.reasons(),
        *judge.certificate(),
    ]


class _Judge:
    """A problem and a solution side by side."""

    def __init__(self, problem: Caseloads, solution: Solution) -> None:
        self._problem, self._solution = problem, solution
        self._people = {client.id: client for client in problem.people}
        self._advocates = {advocate.id: advocate for advocate in problem.advocates}
        self._with = {pair.person: pair.supply for pair in solution.pairs}
        self._left = [client for client in problem.people if client.id not in self._with]

    def accounts(self) -> Faults:
        """Everybody is told of exactly once, in order, with advocates that exist."""
        known, offered = self._people, self._advocates
        return accounts(self._problem, self._solution, known, offered, WORDS)

    def pairs(self) -> Faults:
        """Every pair keeps every rule and is worth what the score says."""
        for pair in self._solution.pairs:
            client, advocate = self._people[pair.person], self._advocates[pair.supply]
            for name, holds in RULES.items():
                if not holds(self._problem, client, advocate):
                    yield f"{pair.person} with {pair.supply} breaks the rule {name}"
            fit = sum(parts(self._problem, client, advocate).values())
            yield from points(pair, fit, pair_value(self._problem, client, advocate), WORDS)

    def caps(self) -> Faults:
        """No caseload is above its cap, counted in complexity."""
        loads = self._loads(self._problem.people)
        for advocate in self._problem.advocates:
            if loads[advocate.id] > advocate.cap:
                yield f"{advocate.id} has {loads[advocate.id]} and a cap of {advocate.cap}"

    def orphans(self) -> Faults:
        """Nobody loses their advocate while one could take them in place of newcomers."""
        care = [client for client in self._problem.people if client.advocate is not None]
        loads = self._loads(care)
        for client in self._left:
            for advocate in self._problem.advocates:
                room = advocate.cap - loads[advocate.id]
                if client in care and client.complexity <= room and self._may(client, advocate):
                    yield f"{client.id} is orphaned, and {advocate.id} could take them"

    def turns(self) -> Faults:
        """Among alike people whoever waits longer comes first, then the earlier draw."""
        left = [(self._likeness(client), self._turn(client), client) for client in self._left]
        last: dict[object, tuple[int, bytes]] = {}
        for person in self._with:
            client = self._people[person]
            like, turn = self._likeness(client), self._turn(client)
            last[like] = max(turn, last.get(like, turn))
        for like, turn, client in left:
            if like in last and turn < last[like]:
                yield f"{client.id} was passed over by somebody alike whose turn came later"

    def reasons(self) -> Faults:
        """Whoever has no advocate is told the right reason."""
        said = {one.person: one.reason for one in self._solution.unplaced}
        for client in self._left:
            could = any(self._may(client, advocate) for advocate in self._problem.advocates)
            if not is_right(said[client.id], has_options=could):
                yield f"{client.id} is told the wrong reason"

    def certificate(self) -> Faults:
        """Value and bound agree with the pairs and with the published prices."""
        stated, pairs = self._solution.certificate, self._solution.pairs
        loads = self._loads(self._problem.people)
        value = sum(pair.value for pair in pairs) - unevenness(self._problem, loads)
        yield from total(self._solution, value)
        prices = dict(self._solution.prices)
        if any(price < 0 for price in prices.values()) or prices.keys() - self._advocates.keys():
            yield "prices are of advocates, and at least 0"
        elif stated.bound > (proven := self._bound_by(prices)):
            yield f"the bound {stated.bound} is above {proven}, which the prices prove"

    def _bound_by(self, prices: dict[str, int]) -> int:
        earned = sum(self._advocates[one].cap * price for one, price in prices.items())
        return earned + sum(max([0, *self._surplus(c, prices)]) for c in self._problem.people)

    def _surplus(self, client: Client, prices: dict[str, int]) -> Iterator[int]:
        for advocate in self._problem.advocates:
            if self._may(client, advocate):
                charge = client.complexity * prices.get(advocate.id, 0)
                yield pair_value(self._problem, client, advocate) - charge

    def _may(self, client: Client, advocate: Advocate) -> bool:
        return eligible(self._problem, client, advocate)

    def _loads(self, people: tuple[Client, ...] | list[Client]) -> Counter[str]:
        loads: Counter[str] = Counter()
        for client in people:
            if client.id in self._with:
                loads[self._with[client.id]] += client.complexity
        return loads

    def _likeness(self, client: Client) -> object:
        languages, conflicts = frozenset(client.languages), frozenset(client.conflicts)
        return client.area, client.complexity, client.advocate, languages, conflicts

    def _turn(self, client: Client) -> tuple[int, bytes]:
        """Return the place in the queue: days beyond the most that count make no difference."""
        waiting = self._problem.weights.waiting
        waited = waiting.points(client.waiting_since, self._problem.as_of)
        return -waited, draw(self._problem.seed, client.id)
