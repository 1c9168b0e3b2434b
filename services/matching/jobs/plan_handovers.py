"""A contract is about to end: its caseload is handed over while the old advocate is still here.

Once a day over the whole programme, as the solver finds it best; every handover is judged anew
under the row's lock. What a plan cannot place stays for the next day, and at the latest for the day
after the contract (``handlers/end_contracts.py``).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

import structlog

from services.matching.domain.assigning import Today
from services.matching.domain.caseloads import Caseloads
from services.matching.domain.handing_over import hand_over
from services.matching.domain.profile import Profile
from services.matching.domain.support import today_of
from services.matching.jobs.handover_problem import Languages, handover_problem, planned_by
from services.matching.jobs.opened_profiles import OpensText, opened
from services.matching.optimization.solution import Solution
from services.matching.optimization.solving import solve
from services.matching.publishes import said_of_cases
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

_A_DAY: Final = timedelta(days=1)
_log = structlog.get_logger(__name__)


class Ending(Protocol):
    """What finds the programmes with contracts that end (``store/due_caseloads.py``)."""

    async def not_planned_on(self, today: date) -> Sequence[tuple[str, datetime]]:
        """Return each programme without a plan of today, with when its first contract is over."""


class PlanHandovers:
    """Plans the handovers of one region, once a day while somebody is about to leave."""

    def __init__(self, engine: Engine, ending: Ending, keys: OpensText) -> None:
        self._engine, self._ending, self._keys = engine, ending, keys

    async def run_once(self, now: datetime) -> int:
        """Make the plans that are due; return 0: a plan is made once, however much it moves."""
        due = [
            programme
            for programme, over_at in await self._ending.not_planned_on(local_day(now))
            if _is_near(over_at, today_of(programme, now))
        ]
        stages = await self._engine.stages() if due else {}
        for programme in due:
            if stages.get(programme) in OPEN_STAGES:
                await self._plan(programme, today_of(programme, now), now)
        return 0

    async def _plan(self, programme: str, today: Today, now: datetime) -> None:
        seen = (await self._engine.recall(Caseloads, [programme]))[programme]
        problem = handover_problem(seen, today, await self._languages(seen))
        solution = await asyncio.to_thread(solve, problem)
        planned = planned_by(seen, solution)
        facts = 0

        def decide(loads: Caseloads | None, _now: datetime) -> Decision:
            nonlocal facts
            if loads is None:
                return UNCHANGED
            after, happened = hand_over(loads, planned, today)
            facts = len(happened)
            return _recorded(after, today, solution), said_of_cases(after, happened)

        await self._engine.command(Caseloads, [programme], decide, now)
        _log.info("handover.planned", count=facts)

    async def _languages(self, loads: Caseloads) -> Languages:
        people = [case.person_id for post in loads.advocates for case in post.cases]
        staff = [post.person_id for post in loads.advocates if post.person_id is not None]
        profiles = await self._engine.recall(Profile, [*people, *staff])
        said = opened(self._keys, profiles.values())
        return {who: tuple(one.languages) for who, one in said.items() if one.languages}


def _is_near(over_at: datetime, today: Today) -> bool:
    last_day = local_day(over_at) - _A_DAY
    return last_day - today.day <= timedelta(days=today.handover_days)


def _recorded(loads: Caseloads, today: Today, solution: Solution) -> Caseloads:
    proven = solution.certificate
    return replace(
        loads,
        planned_on=today.day,
        problem=solution.problem,
        value=proven.value,
        bound=proven.bound,
    )
