"""What recruitment could close: the needs of everybody without a place, counted together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from services.matching.optimization.explanation.explanation import Explanation
from services.matching.optimization.explanation.telling import Noun
from services.matching.optimization.explanation.tellings import AnyTelling
from services.matching.optimization.problem.kinds import AnyProblem


@dataclass(frozen=True, slots=True)
class Gap:
    """So many people wait for the same thing; ``words`` can be read aloud as they are."""

    people: int
    needs: str
    where: str
    words: str


class Gaps:
    """Collects the needs of unplaced people, one explanation after the other."""

    def __init__(self, telling: AnyTelling, problem: AnyProblem) -> None:
        self._telling, self._problem = telling, problem
        self._people = {person.id: person for person in problem.people}
        self._counts: Counter[tuple[str, str]] = Counter()
        self.beyond = 0
        """People whom no recruiting can help, because the programme is not for them."""

    def add(self, explanation: Explanation) -> None:
        """Count one person without a place."""
        person = self._people[explanation.person]
        rules = [self._telling.rules[name] for name in explanation.binding]
        if any(not rule.may_recruit for rule in rules):
            self.beyond += 1
            return
        needs = [rule.need(self._problem, person) for rule in rules]
        wanted = dict.fromkeys([self._telling.asks(person), *needs])
        needed = " and ".join(need for need in wanted if need)
        self._counts[needed, self._telling.where(person)] += 1

    def found(self) -> tuple[Gap, ...]:
        """The gaps, the largest first."""
        return tuple(
            Gap(people, needs, where, _words(self._telling.recruit, people, needs, where))
            for (needs, where), people in sorted(
                self._counts.items(), key=lambda item: (-item[1], item[0])
            )
        )


def gaps(telling: AnyTelling, problem: AnyProblem, unplaced: Iterable[Explanation]) -> Gaps:
    """Count the gaps of all unplaced people."""
    counted = Gaps(telling, problem)
    for explanation in unplaced:
        counted.add(explanation)
    return counted


def _words(noun: Noun, people: int, needs: str, where: str) -> str:
    """Such as ``3 more mentors speaking Polish near grid square SP08``."""
    return " ".join(word for word in (noun.more(people), needs, where) if word)
