"""Whether the pairs that a run found still stand: people, mentors and what they say, as of now."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.matching.domain.match_run import MatchRun
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.run_answers import Answer, Fallen, Placed
from services.matching.domain.still_stands import why_not_mentor, why_not_them
from services.matching.domain.support import mentoring
from services.matching.jobs.holding_places import place_for
from services.matching.jobs.market_reading import MarketReader
from services.matching.jobs.opened_profiles import OpensText
from services.matching.jobs.pairing_problem import (
    Market,
    mentor_of,
    mentoring_rules,
    young_person_of,
)
from services.matching.optimization.one_to_one.rules import RULES
from services.matching.optimization.problem.one_to_one import OneToOne
from shared.local_day import local_day
from shared.programmes.support import Mentoring
from shared.runtime.engine import Engine


@dataclass(frozen=True, slots=True)
class Today:
    """A run's pairs as they stand now: ``made`` are those that its mentors' rows hold already."""

    market: Market
    standing: tuple[Placed, ...]
    fallen: tuple[Fallen, ...]
    made: tuple[Placed, ...] = ()


class PairsToday:
    """Judges runs by the rows as they are. Changes nothing."""

    def __init__(self, engine: Engine, keys: OpensText) -> None:
        self._reader = MarketReader(engine, keys)

    async def fallen(self, run: MatchRun, answer: Answer, now: datetime) -> Sequence[Fallen]:
        """Return the pairs that would be dropped if the run were published now."""
        plan = mentoring(run.programme)
        return (await self.look(answer, plan, now)).fallen if plan else ()

    async def look(self, answer: Answer, plan: Mentoring, now: datetime) -> Today:
        """Judge every pair by the rules, on the rows and profiles as they are."""
        people = [pair.person for pair in answer.pairs]
        mentors = sorted({pair.mentor for pair in answer.pairs})
        market = await self._reader.read(people, mentors)
        return await asyncio.to_thread(_Judge(answer.run, market, plan, local_day(now)).of, answer)


class _Judge:
    """Takes pairs in order; who takes a mentor's last place leaves none for whoever is next."""

    def __init__(self, run: str, market: Market, plan: Mentoring, today: date) -> None:
        self._run, self._market, self._plan, self._today = run, market, plan, today
        self._mentees = {one.referral_id: one for one in market.mentees}
        self._mentors = {one.mentor_id: one for one in market.mentors}
        self._frame = OneToOne(
            as_of=today, seed=0, people=(), mentors=(), rules=mentoring_rules(plan)
        )
        self._given: Counter[UUID] = Counter()

    def of(self, answer: Answer) -> Today:
        standing, fallen, made = [], [], []
        for pair in answer.pairs:
            mentee, mentor = self._mentees.get(pair.person), self._mentors.get(pair.mentor)
            held = self._place(mentee, pair.mentor)
            if held and mentor and mentor.holding(held.match_id):
                made.append(pair)
            elif why_not := self._why_not(mentee, mentor, held, pair):
                fallen.append(Fallen(pair.person, pair.mentor, why_not))
            else:
                self._given[pair.mentor] += 1
                standing.append(pair)
        return Today(self._market, tuple(standing), tuple(fallen), tuple(made))

    def _place(self, mentee: Mentee | None, mentor_id: UUID) -> Held | None:
        if mentee is None:
            return None
        return place_for(mentee, mentor_id, self._market.adult_on(mentee), self._run)

    def _why_not(
        self, mentee: Mentee | None, mentor: Mentor | None, held: Held | None, pair: Placed
    ) -> str | None:
        theirs = why_not_them(mentee, pair.mentor, self._plan.proposals_at_once)
        if theirs or mentee is None or held is None:
            return theirs or "person_gone"
        if self._market.adult_on(mentee) is None:
            return "profile_gone"
        of_mentor = why_not_mentor(mentor, held, self._today)
        if of_mentor or mentor is None:
            return of_mentor or "mentor_left"
        if mentor.free_places <= self._given[pair.mentor]:
            return "no_place"
        return self._broken_rule(mentee, mentor)

    def _broken_rule(self, mentee: Mentee, mentor: Mentor) -> str | None:
        """Return the first rule of the programme that does not hold between the two any more."""
        profiles = self._market.profiles
        young = young_person_of(mentee, profiles[mentee.person_id])
        helping = mentor_of(mentor, profiles.get(mentor.person_id))
        broken = (name for name, holds in RULES.items() if not holds(self._frame, young, helping))
        return next(broken, None)
