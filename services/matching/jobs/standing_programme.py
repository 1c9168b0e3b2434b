"""What one programme keeps in memory to place people at once, and how it follows the rows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.matching.jobs.market_reading import MarketReader
from services.matching.jobs.pairing_problem import (
    Market,
    mentor_of,
    pairing_problem,
    young_person_of,
)
from services.matching.optimization.one_to_one.standing_market import NewWord, StandingMarket
from services.matching.optimization.problem.one_to_one import MentoringRules
from shared.programmes.support import Mentoring

Marks = Mapping[UUID, str]


@dataclass
class StandingProgramme:
    """A standing market, and who waits and is left out of it, having no profile that can be read.

    Until their mark changes, nobody looks again.
    """

    market: StandingMarket
    aside: dict[UUID, str] = field(default_factory=dict)
    saved_at: datetime | None = None
    changed: bool = True

    def is_of(self, today: date, rules: MentoringRules) -> bool:
        """Whether ages, clearances and settings are still those of this market."""
        return self.market.frame.as_of == today and self.market.frame.rules == rules

    async def follow(self, mentees: Marks, mentors: Marks, reader: MarketReader) -> None:
        """Let everything that changed in the rows be an event. Raises ``NewWord``."""
        market = self.market
        new_people = [
            key
            for key, mark in mentees.items()
            if _changed(market.people.get(str(key)), mark) and self.aside.get(key) != mark
        ]
        new_mentors = [
            key for key, mark in mentors.items() if _changed(market.mentors.get(str(key)), mark)
        ]
        gone = market.people.keys() - set(map(str, mentees))
        left = market.mentors.keys() - set(map(str, mentors))
        if not (new_people or new_mentors or gone or left):
            return
        self.changed = True
        came = await reader.read(new_people, new_mentors)
        for key in new_people:
            self.aside[key] = mentees[key]
        await asyncio.to_thread(self._apply, came, {**mentees, **mentors}, gone, left)

    def _apply(self, came: Market, marks: Marks, gone: set[str], left: set[str]) -> None:
        market = self.market
        for mentor_id in sorted(left):
            market.mentor_goes(mentor_id)
        for person_id in sorted(gone):
            market.person_goes(person_id)
        for mentor in came.mentors:
            said = came.profiles.get(mentor.person_id)
            market.mentor_comes(mentor_of(mentor, said), marks[mentor.mentor_id])
        described = {mentee.referral_id for mentee in came.described()}
        for mentee in sorted(came.mentees, key=lambda one: (one.waiting_since, one.referral_id)):
            key = mentee.referral_id
            if key not in described:
                market.person_goes(str(key))
                continue
            person = young_person_of(mentee, came.profiles[mentee.person_id])
            market.person_comes(person, marks[key])
            del self.aside[key]
        market.look_again()


async def begun(
    mentees: Marks, mentors: Marks, reader: MarketReader, plan: Mentoring, today: date
) -> StandingProgramme:
    """Solve everything anew: the first time, on another day, and when somebody uses a new word."""
    everybody = await reader.read(list(mentees), list(mentors))
    posed = pairing_problem(everybody, plan, today, seed=today.toordinal())
    marks = {str(key): mark for key, mark in {**mentees, **mentors}.items()}
    market = await asyncio.to_thread(StandingMarket.of, posed, marks)
    aside = {key: mark for key, mark in mentees.items() if str(key) not in market.people}
    return StandingProgramme(market, aside)


async def followed(
    programme: StandingProgramme,
    marks: tuple[Marks, Marks],
    reader: MarketReader,
    plan: Mentoring,
    today: date,
) -> StandingProgramme:
    """Return the programme as the rows are now."""
    try:
        await programme.follow(*marks, reader)
    except NewWord:
        return await begun(*marks, reader, plan, today)
    return programme


def _changed(known: tuple[int, str] | None, mark: str) -> bool:
    return known is None or known[1] != mark
