"""The independent judge of a schools solution: the readable rules, one request at a time.

It shares no column and no program with the solver, and recomputes the bound from the published
prices alone, over every pair that the rules allow.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from services.matching.optimization.checking import (
    Faults,
    Words,
    accounts,
    is_right,
    points,
    total,
)
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from services.matching.optimization.schools.capacities import named
from services.matching.optimization.schools.rules import RULES, eligible
from services.matching.optimization.schools.score import pair_value, parts
from services.matching.optimization.solution import Solution

WORDS: Final = Words(
    people="requests",
    stranger="is no request here",
    astray="{person} is answered by {supply}, who is no supplier here",
)


def check_schools(problem: Schools, solution: Solution) -> list[str]:
    """Return what is wrong with the solution; nothing if it keeps every promise."""
    judge = _Judge(problem, solution)
    strange = [*judge.accounts()]
    if strange:
        return strange
    return [*judge.pairs(), *judge.capacity(), *judge.reasons(), *judge.certificate()]


class _Judge:
    """A problem and a solution side by side."""

    def __init__(self, problem: Schools, solution: Solution) -> None:
        self._problem, self._solution = problem, solution
        self._requests = {request.id: request for request in problem.people}
        self._suppliers = {supplier.id: supplier for supplier in problem.suppliers}
        self._prices = dict(solution.prices)
        weeks = {request.week for request in problem.people}
        self._limits = {s.id: s.in_all for s in problem.suppliers if s.in_all is not None} | {
            named(s.id, week): s.per_week for s in problem.suppliers for week in weeks
        }

    def accounts(self) -> Faults:
        """Every request is told of exactly once, in order, with suppliers that exist."""
        known, offered = self._requests, self._suppliers
        return accounts(self._problem, self._solution, known, offered, WORDS)

    def pairs(self) -> Faults:
        """Every pair keeps every rule and is worth what the score says."""
        for pair in self._solution.pairs:
            request, supplier = self._requests[pair.person], self._suppliers[pair.supply]
            for name, holds in RULES.items():
                if not holds(self._problem, request, supplier):
                    yield f"{pair.person} with {pair.supply} breaks the rule {name}"
            fit = sum(parts(self._problem, request, supplier).values())
            yield from points(pair, fit, pair_value(self._problem, request, supplier), WORDS)

    def capacity(self) -> Faults:
        """Nobody gives more than they offered, in a week or in all."""
        given: Counter[str] = Counter()
        for pair in self._solution.pairs:
            given[named(pair.supply, self._requests[pair.person].week)] += 1
            given[pair.supply] += 1
        for name, limit in self._limits.items():
            if given[name] > limit:
                yield f"{name} gives {given[name]} sessions and offered {limit}"

    def reasons(self) -> Faults:
        """Whoever is not answered is told the right reason."""
        for one in self._solution.unplaced:
            request = self._requests[one.person]
            could = any(eligible(self._problem, request, s) for s in self._suppliers.values())
            if not is_right(one.reason, has_options=could):
                yield f"{one.person} is told the wrong reason"

    def certificate(self) -> Faults:
        """Value and bound agree with the pairs and with the published prices."""
        stated, value = self._solution.certificate, sum(p.value for p in self._solution.pairs)
        yield from total(self._solution, value)
        for name, price in self._prices.items():
            if price < 0 or name not in self._limits:
                yield f"{name} cannot have the price {price}"
                return
        if stated.bound != (proven := self._bound_by_prices()):
            yield f"the bound is stated as {stated.bound}, and the prices prove {proven}"

    def _bound_by_prices(self) -> int:
        earned = sum(self._limits[name] * price for name, price in self._prices.items())
        return earned + sum(max(0, *self._surplus(one), 0) for one in self._problem.people)

    def _surplus(self, request: SchoolRequest) -> Iterator[int]:
        for supplier in self._suppliers.values():
            if eligible(self._problem, request, supplier):
                yield pair_value(self._problem, request, supplier) - self._price(request, supplier)

    def _price(self, request: SchoolRequest, supplier: Supplier) -> int:
        week, in_all = named(supplier.id, request.week), supplier.id
        return self._prices.get(week, 0) + self._prices.get(in_all, 0)
