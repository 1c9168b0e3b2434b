"""The independent judge of a caseloads solution: the readable rules, one client at a time.

It shares no class, count or program with the solver. It says everything that is wrong, in words.
"""

from collections import Counter
from collections.abc import Iterator

from services.matching.optimization.caseloads.rules import RULES, eligible
from services.matching.optimization.caseloads.score import pair_value, parts, unevenness
from services.matching.optimization.lottery import draw
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client
from services.matching.optimization.solution import Solution

Faults = Iterator[str]


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
        solution = self._solution
        placed = [pair.person for pair in solution.pairs]
        unplaced = [one.person for one in solution.unplaced]
        told = Counter([*placed, *unplaced])
        yield from (f"{one} is told of {times} times" for one, times in told.items() if times > 1)
        yield from (f"{one} is nobody of this problem" for one in told if one not in self._people)
        yield from (f"nothing is said of {one}" for one in self._people if one not in told)
        for pair in solution.pairs:
            if pair.supply not in self._advocates:
                yield f"{pair.person} is with {pair.supply}, who is no advocate here"
        if placed != sorted(placed) or unplaced != sorted(unplaced):
            yield "people are not in the order of their ids"
        if solution.problem != problem_hash(self._problem) or solution.seed != self._problem.seed:
            yield "this is the solution of another problem"

    def pairs(self) -> Faults:
        """Every pair keeps every rule and is worth what the score says."""
        for pair in self._solution.pairs:
            client, advocate = self._people[pair.person], self._advocates[pair.supply]
            for name, holds in RULES.items():
                if not holds(self._problem, client, advocate):
                    yield f"{pair.person} with {pair.supply} breaks the rule {name}"
            if pair.fit != sum(parts(self._problem, client, advocate).values()):
                yield f"the fit of {pair.person} with {pair.supply} is wrong"
            if pair.value != pair_value(self._problem, client, advocate):
                yield f"the value of {pair.person} with {pair.supply} is wrong"

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
            if said[client.id] != ("supply is scarce" if could else "no eligible supply"):
                yield f"{client.id} is told the wrong reason"

    def certificate(self) -> Faults:
        """Value and bound agree with the pairs and with the published prices."""
        stated, pairs = self._solution.certificate, self._solution.pairs
        loads = self._loads(self._problem.people)
        value = sum(pair.value for pair in pairs) - unevenness(self._problem, loads)
        if stated.value != value:
            yield f"the solution is worth {value}, not {stated.value}"
        if stated.bound < value:
            yield f"the bound {stated.bound} is below the solution's {value}"
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
        days = (self._problem.as_of - client.waiting_since).days
        points = waiting.per_day * min(max(0, days), waiting.days_at_most)
        return -points, draw(self._problem.seed, client.id)
