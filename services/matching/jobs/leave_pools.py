"""People who wait for a circle in a programme that has none any more: they wait for an advocate.

A programme that changes its kind of support leaves them behind, and a circle that was open then
gives its members back when it is cancelled. They keep the time since when they wait. First they are
taken in on the caseloads' row, then out of the pool: who falls between the two is only taken in.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from services.matching.domain.caseloads import Case, Caseloads, counted_from
from services.matching.domain.pool import Pool
from services.matching.domain.support import with_advocates
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

_A_WHILE: Final = timedelta(minutes=1)
_log = structlog.get_logger(__name__)


class LeftBehind(Protocol):
    """What finds pools in which people wait for nothing (``store/due_caseloads.py``)."""

    async def pools_with_waiting(self, programmes: Sequence[str]) -> Sequence[str]:
        """Return the pools of these programmes in which somebody waits."""


class LeavePools:
    """Moves them, once a minute at most: hardly anybody ever waits in such a pool."""

    def __init__(self, engine: Engine, left_behind: LeftBehind) -> None:
        self._engine, self._left_behind = engine, left_behind
        self._next: datetime | None = None

    async def run_once(self, now: datetime) -> int:
        """Move who is there; return 0: whoever comes meanwhile is moved at the next look."""
        if self._next is not None and now < self._next:
            return 0
        self._next = now + _A_WHILE
        found = await self._left_behind.pools_with_waiting(with_advocates())
        stages = await self._engine.stages() if found else {}
        for pool in (await self._engine.recall(Pool, found)).values() if found else ():
            if stages.get(pool.programme) in OPEN_STAGES:
                await self._move(pool, now)
        return 0

    async def _move(self, seen: Pool, now: datetime) -> None:
        def take_in(loads: Caseloads | None, _now: datetime) -> Decision:
            loads = loads or Caseloads(seen.programme)
            new = [case for case in _cases(seen) if loads.case(case.referral_id) is None]
            return replace(loads, newcomers=(*loads.newcomers, *new)), []

        def let_go(pool: Pool | None, _now: datetime) -> Decision:
            if pool is None:
                return UNCHANGED
            moved = {one.referral_id for one in seen.waiting}
            rest = tuple(one for one in pool.waiting if one.referral_id not in moved)
            return replace(pool, waiting=rest), []

        await self._engine.command(Caseloads, [seen.programme], take_in, now)
        await self._engine.command(Pool, [seen.pool_id], let_go, now)
        _log.info("pool.left", count=len(seen.waiting))


def _cases(pool: Pool) -> list[Case]:
    return [
        Case(
            one.referral_id,
            one.person_id,
            pool.area,
            pool.track,
            since=one.since,
            changes=counted_from(one.since),
        )
        for one in pool.waiting
    ]
