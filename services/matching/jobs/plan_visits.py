"""A plan over a whole programme of schools: somebody else could come, so that more are visited.

Whoever asks is answered at once, by whoever fits then. That can leave a school waiting that could
be visited if another came elsewhere. While a school waits, the solver looks once a batch window,
keeps every promise, and moves as few of them as it can. The run is on record with its certificate,
and its papers explain every school's answer (``web/run_review.py``).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.planning_visits import Planned, follow_plan
from services.matching.domain.run_papers import RunPapers
from services.matching.domain.schools import Schools
from services.matching.domain.support import schools_of
from services.matching.jobs.run_making import begin_run, solved
from services.matching.jobs.visit_problem import planned_by, visit_problem
from services.matching.optimization.papers import Papers, Seals, sealed_papers
from services.matching.optimization.solution import Solution
from services.matching.optimization.solving import solve
from services.matching.publishes import said_of_schools
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

_ATTEMPTS: Final = 5
_log = structlog.get_logger(__name__)


class Waiting(Protocol):
    """What finds the programmes in which a school waits (``store/due_schools.py``)."""

    async def with_waiting(self) -> Sequence[str]:
        """Return the programmes in which a school waits."""


class PlanVisits:
    """Makes the plans of one region, each programme in its own rhythm."""

    def __init__(self, engine: Engine, waiting: Waiting, keys: Seals) -> None:
        self._engine, self._waiting, self._keys = engine, waiting, keys

    async def run_once(self, now: datetime) -> int:
        """Make the plans that are due; return 0: a plan is made once, however much it moves."""
        waiting = await self._waiting.with_waiting()
        stages = await self._engine.stages() if waiting else {}
        for programme in waiting:
            if stages.get(programme) in OPEN_STAGES and await self._begin(programme, now):
                await self._make(programme, now)
        return 0

    async def _begin(self, programme: str, now: datetime) -> bool:
        """Return whether this process makes a plan now: of several, one does, once a window."""
        plan, today = schools_of(programme), local_day(now)
        window = range(plan.every_days if plan else 1)
        days = [run_code(programme, today - timedelta(days=back)) for back in window]
        made = await self._engine.recall(MatchRun, days)
        if plan is None or any(not run.may_be_begun(now) for run in made.values()):
            return False
        run = MatchRun(days[0], programme, today, begun_at=now)
        return await begin_run(self._engine, run, now)

    async def _make(self, programme: str, now: datetime) -> None:
        """Plan until the row is still as it was read: a plan holds for that row alone."""
        for _ in range(_ATTEMPTS):
            seen: Schools = (await self._engine.recall(Schools, [programme]))[programme]
            posed = visit_problem(seen, local_day(now))
            solution = await asyncio.to_thread(solve, posed)
            found = await self._follow(seen, planned_by(solution), now)
            if found is not None:
                areas = {one.id: one.area for one in posed.people}
                record = _finished(seen, solution, found, now)
                await self._keep(record, Papers(posed, solution, areas), now)
                _log.info("visits.planned", count=found)
                return

    async def _follow(self, seen: Schools, planned: Planned, now: datetime) -> int | None:
        """Return to how many more somebody comes now; ``None`` if the row has changed."""
        found: int | None = None

        def decide(schools: Schools | None, now: datetime) -> Decision:
            nonlocal found
            if schools is None or schools != seen:
                return UNCHANGED
            after, happened = follow_plan(schools, planned, local_day(now))
            found = len(seen.waiting) - len(after.waiting)
            return after, said_of_schools(after, happened)

        await self._engine.command(Schools, [seen.programme], decide, now)
        return found

    async def _keep(self, run: MatchRun, papers: Papers, now: datetime) -> None:
        """Keep the run, and what it was made of in place of the run before, for its review."""
        await self._engine.command(MatchRun, [run.run], lambda *_: (run, []), now)
        sealed = await asyncio.to_thread(sealed_papers, papers, run.run, self._keys)
        kept = RunPapers(run.programme, run.run, sealed)
        await self._engine.command(RunPapers, [run.programme], lambda *_: (kept, []), now)


def _finished(seen: Schools, solution: Solution, found: int, now: datetime) -> MatchRun:
    today = local_day(now)
    run = MatchRun(
        run_code(seen.programme, today),
        seen.programme,
        today,
        begun_at=now,
        people=len(seen.waiting),
        mentors=len(seen.comers),
        proposed=found,
    )
    return solved(run, solution)
