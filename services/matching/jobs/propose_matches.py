"""A match run: everybody who waits for a mentor, over the whole region at once, and the best pairs.

The run reads a snapshot, solves it, and proposes mentor by mentor under each row's lock. Whatever
changed in the meantime is judged there anew, so an old snapshot can propose too little and never
what is not allowed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.run_papers import RunPapers
from services.matching.domain.support import with_mentors
from services.matching.jobs.holding_places import Offer, hold, wanted
from services.matching.jobs.market_reading import MarketReader
from services.matching.jobs.pairing_problem import Market, pairing_problem
from services.matching.optimization.papers import Papers, Seals, sealed_papers
from services.matching.optimization.solution import Solution
from services.matching.optimization.solving import solve
from shared.local_day import local_day
from shared.programmes.support import Mentoring
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES
from shared.runtime.ports import Conflict

_log = structlog.get_logger(__name__)


class Waiting(Protocol):
    """What finds the rows that a run is about (``store/waiting.py``)."""

    async def mentees(self, programme: str, proposals: int) -> Sequence[UUID]:
        """Return the referrals that wait with fewer open proposals than this."""

    async def mentors(self, programme: str) -> Sequence[UUID]:
        """Return the mentors who may be proposed."""


class ProposeMatches:
    """Makes the match runs of one region, each programme in its own rhythm."""

    def __init__(self, engine: Engine, waiting: Waiting, keys: Seals) -> None:
        self._engine, self._waiting, self._keys = engine, waiting, keys
        self._reader = MarketReader(engine, keys)
        self._not_before: dict[str, date] = {}

    async def run_once(self, now: datetime) -> int:
        """Make the runs that are due; return 0: a run is made once, however much it proposed."""
        today = local_day(now)
        due = [p for p in with_mentors() if today >= self._not_before.get(p.code, today)]
        stages = await self._engine.stages() if due else {}
        for programme in due:
            plan = programme.mentoring
            if plan is not None and stages.get(programme.code) in OPEN_STAGES:
                code = programme.code
                self._not_before[code] = await self._run_if_due(code, plan, now)
        return 0

    async def _run_if_due(self, programme: str, plan: Mentoring, now: datetime) -> date:
        """Run unless one was made within the batch window; return from when one is due again."""
        today = local_day(now)
        days = [today - timedelta(days=back) for back in range(plan.every_days)]
        known = await self._engine.recall(MatchRun, [run_code(programme, day) for day in days])
        made = [run.made_on for run in known.values() if not run.may_be_begun(now)]
        if made:
            last: date = max(made)
            return last + timedelta(days=plan.every_days)
        run = MatchRun(run_code(programme, today), programme, today, begun_at=now)
        if await self._begin(run, now):
            await self._make(run, plan, now)
        return today + timedelta(days=plan.every_days)

    async def _begin(self, run: MatchRun, now: datetime) -> bool:
        """Return whether this process makes the run: of several, one does."""
        ours = False

        def begin(known: MatchRun | None, now: datetime) -> Decision:
            nonlocal ours
            ours = known is None or known.may_be_begun(now)
            return (run, []) if ours else UNCHANGED

        try:
            await self._engine.command(MatchRun, [run.run], begin, now)
        except Conflict:
            return False
        return ours

    async def _make(self, run: MatchRun, plan: Mentoring, now: datetime) -> None:
        market = await self._read(run.programme, plan)
        posed = pairing_problem(market, plan, run.made_on, seed=run.seed)
        solution = await asyncio.to_thread(solve, posed)
        offer = Offer(run.run, now + timedelta(days=plan.answer_within_days))
        proposed = await hold(self._engine, wanted(market, solution.pairs, offer), now)
        record = _finished(run, market, solution, len(proposed))
        await self._engine.command(MatchRun, [run.run], lambda *_: (record, []), now)
        await self._keep(run, Papers(posed, solution, _areas(market)), now)
        _log.info("match_run.made", count=len(proposed))

    async def _keep(self, run: MatchRun, papers: Papers, now: datetime) -> None:
        """Keep what the run was made of, for its review, in place of the run before."""
        sealed = await asyncio.to_thread(sealed_papers, papers, run.run, self._keys)
        kept = RunPapers(run.programme, run.run, sealed)
        await self._engine.command(RunPapers, [run.programme], lambda *_: (kept, []), now)

    async def _read(self, programme: str, plan: Mentoring) -> Market:
        mentees = await self._waiting.mentees(programme, plan.proposals_at_once)
        mentors = await self._waiting.mentors(programme)
        return (await self._reader.read(mentees, mentors)).in_turn()


def _areas(market: Market) -> Mapping[str, str]:
    return {str(mentee.referral_id): mentee.area for mentee in market.described()}


def _finished(run: MatchRun, market: Market, solution: Solution, proposed: int) -> MatchRun:
    return replace(
        run,
        finished=True,
        people=len(market.mentees),
        without_profile=len(market.mentees) - len(market.described()),
        mentors=len(market.mentors),
        proposed=proposed,
        problem=solution.problem,
        algorithm=solution.algorithm,
        value=solution.certificate.value,
        bound=solution.certificate.bound,
    )
