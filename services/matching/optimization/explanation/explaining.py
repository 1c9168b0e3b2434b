"""From a problem and its solution to an explanation for each person."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from services.matching.optimization.explanation.explanation import (
    Change,
    Explanation,
    Option,
    Points,
)
from services.matching.optimization.explanation.survey import Failed, Survey, survey
from services.matching.optimization.explanation.tellings import telling_of
from services.matching.optimization.problem.kinds import (
    AnyPerson,
    AnyProblem,
    AnySupply,
    supply_of,
)
from services.matching.optimization.solution import Pair, Solution

_OPTIONS: Final = 3
_CHANGES: Final = 3


class UnknownPerson(LookupError):
    """Nobody in the problem has the id that was asked for."""


class Explainer:
    """Answers for one solution, person by person; each answer looks at the whole supply once."""

    def __init__(self, problem: AnyProblem, solution: Solution) -> None:
        self.telling = telling_of(problem)
        self._problem = problem
        self._supply: tuple[AnySupply, ...] = tuple(supply_of(problem))
        self._by_id = {one.id: one for one in self._supply}
        self._people: dict[str, AnyPerson] = {person.id: person for person in problem.people}
        self._pairs = {pair.person: pair for pair in solution.pairs}
        self._unplaced = tuple(one.person for one in solution.unplaced)
        self._prices = dict(solution.prices)
        self._exact = solution.certificate.proof == "dual prices"
        self._members: dict[str, list[AnyPerson]] = defaultdict(list)
        for pair in solution.pairs:
            self._members[pair.supply].append(self._people[pair.person])

    def why(self, person: str) -> Explanation:
        """Explain one person's result. Raises `UnknownPerson`."""
        if person not in self._people:
            raise UnknownPerson(person)
        one = self._people[person]
        found = survey(self.telling, self._problem, one, self._supply)
        pair = self._pairs.get(person)
        return self._placed(one, pair, found) if pair else self._not_placed(one, found)

    def everybody(self, *, only_unplaced: bool = False) -> Iterator[Explanation]:
        """Explain everybody's result, in the order of the problem; lazily, one at a time."""
        unplaced = set(self._unplaced)
        for person in self._people:
            if not only_unplaced or person in unplaced:
                yield self.why(person)

    def count(self, *, only_unplaced: bool = False) -> int:
        """How many explanations `everybody` makes."""
        return len(self._unplaced if only_unplaced else self._people)

    def _placed(self, person: AnyPerson, pair: Pair, found: Survey) -> Explanation:
        telling, problem = self.telling, self._problem
        supply = self._by_id[pair.supply]
        standing = telling.held(problem, person, supply)
        held = {name: holds(problem, person, supply) for name, holds in telling.holds.items()}
        price = self._price(person, supply)
        return Explanation(
            person=person.id,
            supply=pair.supply,
            kept=telling.kept(person) == pair.supply,
            holds=tuple((name, telling.rules[name].holds) for name, so in held.items() if so),
            fails=tuple((name, telling.rules[name].fails) for name, so in held.items() if not so),
            parts=self._points(person, supply),
            worth=max(0, pair.value - pair.fit - standing),
            worth_parts=self._worth(person, found),
            standing=standing,
            value=pair.value,
            price=price,
            note=telling.note(problem, person, supply),
            eligible=len(found.eligible),
            options=self._options(
                person, found, pair.supply, pair.fit + standing - price, pair.fit
            ),
            changes=self._changes(person, found),
            binding=(),
        )

    def _not_placed(self, person: AnyPerson, found: Survey) -> Explanation:
        parts = self._worth(person, found)
        worth = sum(points for _, points in parts)
        changes = self._changes(person, found)
        options = self._options(person, found, None, -worth if self._exact else None, 0)
        return Explanation(
            person=person.id,
            supply=None,
            kept=False,
            holds=(),
            fails=(),
            parts=(),
            worth=worth,
            worth_parts=parts,
            standing=0,
            value=0,
            price=0,
            note="",
            eligible=len(found.eligible),
            options=options,
            changes=changes,
            binding=() if found.eligible or not changes else changes[0].rules,
        )

    def _worth(self, person: AnyPerson, found: Survey) -> tuple[tuple[str, int], ...]:
        return tuple(self.telling.worth(self._problem, person, len(found.eligible)).items())

    def _points(self, person: AnyPerson, supply: AnySupply) -> tuple[Points, ...]:
        most = self.telling.most(self._problem)
        return tuple(
            Points(part, self.telling.part_words.get(part, part), points, most.get(part, points))
            for part, points in self.telling.parts(self._problem, person, supply).items()
        )

    def _options(
        self, person: AnyPerson, found: Survey, own: str | None, surplus: int | None, own_fit: int
    ) -> tuple[Option, ...]:
        """The best few of the other eligible suppliers; ``surplus`` is the person's own."""
        others = [self._supply[at] for at in found.eligible if self._supply[at].id != own]
        fits = {one.id: self._fit(person, one) for one in others}
        nets = {
            one.id: fits[one.id]
            + self.telling.held(self._problem, person, one)
            - self._price(person, one)
            for one in others
        }
        best = sorted(others, key=lambda one: (-nets[one.id], one.id))[:_OPTIONS]
        return tuple(
            Option(
                supply=one.id,
                fit=fits[one.id],
                price=self._price(person, one),
                behind=None if surplus is None else surplus - nets[one.id],
                fit_behind=own_fit - fits[one.id],
                obstacle="" if own else self._obstacle(person, one),
            )
            for one in best
        )

    def _fit(self, person: AnyPerson, supply: AnySupply) -> int:
        return sum(self.telling.parts(self._problem, person, supply).values())

    def _price(self, person: AnyPerson, supply: AnySupply) -> int:
        """What the room that this person takes would be worth to others."""
        return self.telling.price(self._prices, person, supply)

    def _obstacle(self, person: AnyPerson, supply: AnySupply) -> str:
        members = self._members.get(supply.id, [])
        return self.telling.obstacle(self._problem, person, supply, members)

    def _changes(self, person: AnyPerson, found: Survey) -> tuple[Change, ...]:
        changes = [self._change(person, rules, ats) for rules, ats in found.nearest.items()]
        return tuple(sorted(changes, key=lambda c: (-c.opens, c.rules))[:_CHANGES])

    def _change(self, person: AnyPerson, rules: Failed, ats: tuple[int, ...]) -> Change:
        suppliers = [self._supply[at] for at in ats]
        of = [self.telling.rules[rule] for rule in rules]
        words = " and ".join(rule.change(self._problem, person, suppliers) for rule in of)
        return Change(rules, words, len(ats), all(rule.may_change for rule in of))
