"""One setting, played day by day: who is proposed whom, who answers, who gives up."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.matching.optimization.lottery import draw
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.solution import Pair
from services.matching.optimization.solving import solve
from services.matching.optimization.tradeoff.arrivals import BEGINS, Region
from services.matching.optimization.tradeoff.assumptions import Assumptions

AT_ONCE: Final = 0
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """A batch window in days, and a quality floor in points.

    ``AT_ONCE`` as a window: besides a run every day, whoever comes is proposed somebody at once.
    """

    every_days: int
    quality_floor: int


@dataclass(frozen=True, slots=True)
class Matched:
    """A proposal that was accepted: after how many days of waiting, and how well the two fit."""

    person: str
    waited: int
    fit: int


def play(given: Assumptions, region: Region, setting: Setting) -> Iterator[Matched]:
    """Yield every match that comes about, in the order of days."""
    town = _Town(given, setting)
    people, mentors = list(region.people[::-1]), list(region.mentors[::-1])
    at_once, every = setting.every_days == AT_ONCE, max(setting.every_days, 1)
    for day in range(given.days):
        yield from town.answer(day)
        town.leave(day)
        if day % every == 0:  # a run is made as the day begins, before anybody comes
            town.propose(day)
        while mentors and mentors[-1].day == day:
            mentor = mentors.pop().mentor
            town.mentors[mentor.id] = mentor
            if at_once:
                town.propose(day)
        while people and people[-1].day == day:
            one = people.pop()
            town.waiting[one.person.id] = one.person
            town.gives_up[one.person.id] = day + one.patience
            if at_once:
                town.propose(day)


class _Town:
    """Everybody who is here on one day."""

    def __init__(self, given: Assumptions, setting: Setting) -> None:
        self._given = given
        self._rules = given.rules.model_copy(update={"least_fit": setting.quality_floor})
        self.waiting: dict[str, YoungPerson] = {}
        self.gives_up: dict[str, int] = {}
        self.mentors: dict[str, Mentor] = {}
        self._proposed: dict[str, YoungPerson] = {}
        self._answers: dict[int, list[Pair]] = defaultdict(list)
        self._taken: Counter[str] = Counter()

    def propose(self, day: int) -> None:
        """Make a match run over everybody who waits without a proposal."""
        free = [self._with_free(mentor) for mentor in self.mentors.values()]
        problem = OneToOne(
            as_of=BEGINS + timedelta(days=day),
            seed=day,
            people=tuple(self.waiting.values()),
            mentors=tuple(mentor for mentor in free if mentor.capacity),
            rules=self._rules,
        )
        for pair in solve(problem).pairs:
            self._proposed[pair.person] = self.waiting.pop(pair.person)
            self._taken[pair.supply] += 1
            self._answers[day + self._answered_after(pair)].append(pair)

    def answer(self, day: int) -> Iterator[Matched]:
        """Hear today's answers: a match, or both are free again and never proposed again."""
        for pair in self._answers.pop(day, []):
            person = self._proposed.pop(pair.person)
            if self._dice(pair) < self._given.accepts:
                waited = (BEGINS + timedelta(days=day) - person.waiting_since).days
                yield Matched(pair.person, waited, pair.fit)
                continue
            self._taken[pair.supply] -= 1
            conflicts = (*person.conflicts, pair.supply)
            self.waiting[person.id] = person.model_copy(update={"conflicts": conflicts})

    def leave(self, day: int) -> None:
        """Let those go who have no patience any more; who has a proposal waits for the answer."""
        for name in [name for name in self.waiting if self.gives_up[name] <= day]:
            del self.waiting[name]

    def _with_free(self, mentor: Mentor) -> Mentor:
        free = mentor.capacity - self._taken[mentor.id]
        return mentor if free == mentor.capacity else mentor.model_copy(update={"capacity": free})

    def _dice(self, pair: Pair) -> int:
        """A number from 0 to 99, the same for a pair under every setting."""
        name = f"{pair.person}:{pair.supply}"
        return int.from_bytes(draw(self._given.seed, name)[:4], "big") % _HUNDRED

    def _answered_after(self, pair: Pair) -> int:
        given = self._given
        if self._dice(pair) >= given.accepts + given.declines:
            return given.answer_within_days
        days = min(given.answers_after_days, given.answer_within_days)
        name = f"{pair.supply}:{pair.person}"
        return 1 + draw(given.seed, name)[0] % days
