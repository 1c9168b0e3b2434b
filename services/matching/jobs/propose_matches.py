"""A match run: everybody who waits for a mentor, over the whole region at once, and the best pairs.

The run reads a snapshot, solves it, and proposes mentor by mentor under each row's lock. Whatever
changed in the meantime is judged there anew, so an old snapshot can propose too little and never
what is not allowed. Where the programme has its runs held, nothing is proposed before somebody has
reviewed the run and published it (``follow_runs.py``).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.run_answers import RunAnswers
from services.matching.domain.run_course import held, replaced
from services.matching.domain.support import with_mentors
from services.matching.jobs.holding_places import (
    Offer,
    fallen_of,
    hold_or_say_why,
    wanted,
)
from services.matching.jobs.run_making import RunMaker, begin_run
from shared.local_day import local_day
from shared.programmes.support import Mentoring
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

_log = structlog.get_logger(__name__)


class ProposeMatches:
    """Makes the match runs of one region, each programme in its own rhythm."""

    def __init__(self, engine: Engine, maker: RunMaker) -> None:
        self._engine, self._maker = engine, maker
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
        if not await self._last_gave_way(programme, now):
            return today
        run = MatchRun(run_code(programme, today), programme, today, begun_at=now)
        if await begin_run(self._engine, run, now):
            await self._make(run, plan, now)
        return today + timedelta(days=plan.every_days)

    async def _make(self, run: MatchRun, plan: Mentoring, now: datetime) -> None:
        made = await self._maker.make(run, plan)
        if plan.runs == "held":
            await self._maker.keep(made, now, whole=True)
            until = now + timedelta(hours=plan.review_within_hours)
            await self._record(held(made.record, until), now)
            _log.info("match_run.held", count=len(made.answer().pairs))
            return
        offer = Offer(run.run, now + timedelta(days=plan.answer_within_days))
        pairs = made.papers.solution.pairs
        holding = await hold_or_say_why(self._engine, wanted(made.market, pairs, offer), now)
        fallen = fallen_of(made.answer().pairs, holding)
        proposed = len(pairs) - len(fallen)
        record = replace(made.record, proposed=proposed, dropped=len(fallen))
        await self._record(record, now)
        await self._maker.keep(made, now, fallen)
        _log.info("match_run.made", count=proposed)

    async def _record(self, run: MatchRun, now: datetime) -> None:
        await self._engine.command(MatchRun, [run.run], lambda *_: (run, []), now)

    async def _last_gave_way(self, programme: str, now: datetime) -> bool:
        """Let the last run give way, if it is held; one that is being published comes first."""
        kept = (await self._engine.recall(RunAnswers, [programme])).get(programme)
        if kept is None or kept.last is None:
            return True
        is_busy = False

        def give_way(known: MatchRun | None, _now: datetime) -> Decision:
            nonlocal is_busy
            is_busy = known is not None and known.course == "publishing"
            after = replaced(known) if known is not None else None
            return (after, []) if after is not known else UNCHANGED

        await self._engine.command(MatchRun, [kept.last.run], give_way, now)
        return not is_busy
