"""What is to be done about runs that wait: publish what somebody decided, end what nobody did.

A run is hours old when it is published. So every pair is judged anew, by the rules as they hold for
the two now, and then by the mentor's row under its lock. What does not stand is dropped and told.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_answers import Fallen, RunAnswers
from services.matching.domain.run_course import begun_dry, expired, is_too_late, lost, published
from services.matching.domain.support import mentoring
from services.matching.jobs.holding_places import (
    Offer,
    fallen_of,
    hold_or_say_why,
    wanted,
)
from services.matching.jobs.pairs_today import PairsToday, Today
from services.matching.jobs.run_making import RunMaker
from services.matching.optimization.solution import Pair
from shared.programmes.support import Mentoring
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine

_AT_ONCE: Final = 20
_log = structlog.get_logger(__name__)


class FollowRuns:
    """Follows the runs of one region that are due: held, to be published, or asked for as dry."""

    def __init__(self, engine: Engine, maker: RunMaker, pairs: PairsToday) -> None:
        self._engine, self._maker, self._pairs = engine, maker, pairs

    async def run_once(self, now: datetime) -> int:
        """Do what is due, in programmes that are open; return 0: the rest is due at the next look.

        What a process leaves half done when it dies is done by another: a place that is held for a
        run is held once, and only the first record of a run counts.
        """
        for run in await self._engine.due(MatchRun, now, _AT_ONCE):
            plan = mentoring(run.programme)
            if run.course == "asked" and plan is not None:
                await self._make_dry(run, plan, now)
            elif run.course == "publishing" and plan is not None and not is_too_late(run, now):
                await self._publish(run, plan, now)
            else:
                await self._change(run, lambda known: expired(known, now), now)
        return 0

    async def _make_dry(self, run: MatchRun, plan: Mentoring, now: datetime) -> None:
        if not await self._change(run, lambda known: begun_dry(known, now), now):
            return
        made = await self._maker.make(replace(run, begun_at=now), plan)
        await self._maker.keep_dry(made, now)
        record = replace(made.record, course="dry", due_at=None)
        await self._change(run, lambda _: record, now)
        _log.info("match_run.made_dry", count=len(made.answer().pairs))

    async def _publish(self, run: MatchRun, plan: Mentoring, now: datetime) -> None:
        kept = (await self._engine.recall(RunAnswers, [run.programme])).get(run.programme)
        answer = kept.of(run.run) if kept else None
        if answer is None:  # an older release has made a run since, and kept no pairs
            await self._change(run, lost, now)
            return
        today = await self._pairs.look(answer, plan, now)
        offer = Offer(run.run, now + timedelta(days=plan.answer_within_days))
        fallen = await self._propose(today, offer, now)
        await self._tell_fallen(run, fallen, now)
        proposed, dropped = len(answer.pairs) - len(fallen), len(fallen)
        if await self._change(run, lambda known: published(known, proposed, dropped), now):
            _log.info("match_run.published", count=proposed)

    async def _propose(self, today: Today, offer: Offer, now: datetime) -> Sequence[Fallen]:
        """Hold the places of the pairs that stand; return all pairs that do not."""
        pairs = [Pair(str(p.person), str(p.mentor), 0, p.fit) for p in today.standing]
        holding = await hold_or_say_why(self._engine, wanted(today.market, pairs, offer), now)
        return (*today.fallen, *fallen_of(today.standing, holding))

    async def _tell_fallen(self, run: MatchRun, fallen: Sequence[Fallen], now: datetime) -> None:
        def tell(known: RunAnswers | None, _now: datetime) -> Decision:
            if known is None or known.last is None or known.last.run != run.run:
                return UNCHANGED
            return replace(known, last=replace(known.last, fallen=tuple(fallen))), []

        await self._engine.command(RunAnswers, [run.programme], tell, now)

    async def _change(
        self, run: MatchRun, change: Callable[[MatchRun], MatchRun], now: datetime
    ) -> bool:
        """Change the record under its lock; return whether it did change."""
        changed = False

        def decide(known: MatchRun | None, _now: datetime) -> Decision:
            nonlocal changed
            after = change(known) if known is not None else None
            changed = after is not known
            return (after, []) if changed else UNCHANGED

        await self._engine.command(MatchRun, [run.run], decide, now)
        return changed
