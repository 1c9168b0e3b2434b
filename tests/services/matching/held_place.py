"""A region whose programme has its runs held, on a real store: rows, jobs, and who decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from services.matching.domain.match_run import MatchRun
from services.matching.domain.mentor import Mentor
from services.matching.domain.run_answers import Answer, RunAnswers
from services.matching.domain.support import with_mentors
from services.matching.jobs import propose_matches
from services.matching.jobs.follow_runs import FollowRuns
from services.matching.jobs.pairs_today import PairsToday
from services.matching.jobs.run_making import RunMaker
from services.matching.store.waiting import StoredWaiting
from services.matching.web.application import application
from services.matching.web.proposals import ProposalLinks
from services.matching.web.run_pages import run_routes
from shared.programmes.model import Programme
from tests.services.matching.linked import PROGRAMME, Reviewed

TOKEN = "a-token-of-thirty-two-characters-or-more"
RUN, DRY = "q4m8_20260302", "q4m8_20260302_dry"
UNTIL = timedelta(hours=24)


def runs_are_held(patch: pytest.MonkeyPatch) -> None:
    """Have the programme's runs held, as its file could say."""
    patch.setattr(propose_matches, "with_mentors", _held)


def _held() -> tuple[Programme, ...]:
    found = []
    for programme in with_mentors():
        assert programme.mentoring is not None
        plan = programme.mentoring.model_copy(update={"at_once": False, "runs": "held"})
        found.append(programme.model_copy(update={"mentoring": plan}))
    return tuple(found)


class HeldPlace(Reviewed):
    """What a manager, the jobs and the world do, one after the other."""

    def follows(self) -> FollowRuns:
        """A process that has just begun."""
        maker = RunMaker(self.engine, StoredWaiting(self.store._engine), self.keys)
        return FollowRuns(self.engine, maker, PairsToday(self.engine, self.keys))

    async def goes_on(self, **time: float) -> None:
        """Time passes, and what is due is done."""
        self.clock.advance(timedelta(**time))
        await self.follows().run_once(self.clock.now())

    async def run(self, code: str = RUN) -> MatchRun:
        found = (await self.engine.recall(MatchRun, [code]))[code]
        assert isinstance(found, MatchRun)
        return found

    async def answers(self) -> RunAnswers:
        found = (await self.engine.recall(RunAnswers, [PROGRAMME]))[PROGRAMME]
        assert isinstance(found, RunAnswers)
        return found

    async def last(self) -> Answer:
        kept = (await self.answers()).last
        assert kept is not None
        return kept

    async def pairs(self) -> dict[UUID, UUID]:
        """The mentor of each young person, as the last run has it."""
        return {pair.person: pair.mentor for pair in (await self.last()).pairs}

    async def changes_mentor(self, mentor: UUID, **what: object) -> None:
        row = (await self.engine.recall(Mentor, [mentor]))[mentor]
        await self.keeps(Mentor, mentor, replace(row, **what))

    async def held_by(self, *mentors: UUID) -> list[UUID]:
        """The referrals for whom the places of these mentors are held."""
        rows = await self.engine.recall(Mentor, mentors)
        return [held.referral_id for one in mentors for held in rows[one].held]

    async def proposed(self) -> int:
        """How many proposals were announced."""
        async with self.store._engine.connect() as connection:
            rows = await connection.execute(text("SELECT headers FROM outbox"))
            return sum("match.proposed.v1" in str(row) for row in rows)

    async def fallen(self) -> dict[UUID, str]:
        """Why pairs were dropped, by person."""
        return {one.person: one.reason for one in (await self.last()).fallen}

    def operator(self, name: str = "Maya") -> httpx.AsyncClient:
        links = ProposalLinks(self.engine, self.keys, self.clock)
        pages = application(links, more=run_routes(self.desk(), TOKEN))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(pages),
            base_url="https://pages.example",
            auth=httpx.BasicAuth(name, TOKEN),
        )

    async def three_pairs(self) -> tuple[Sequence[UUID], Sequence[UUID]]:
        """Three who wait, three who help, and a run over them; (people, mentors) pair by pair."""
        for _ in range(3):
            await self.waits()
            await self.helps()
        await self.is_run()
        found = await self.pairs()
        return tuple(found), tuple(found.values())
