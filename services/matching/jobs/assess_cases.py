"""How complex a new case is: counted from sealed barriers, and an advocate found at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from services.matching.domain.assigning import assess
from services.matching.domain.caseloads import Case, Caseloads
from services.matching.domain.profile import Profile
from services.matching.domain.support import today_of
from services.matching.jobs.opened_profiles import OpensText, Profiles, opened
from services.matching.publishes import said_of_cases
from shared.runtime.decision import UNCHANGED, Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

MOST_COMPLEX: Final = 3
PATIENCE: Final = timedelta(hours=1)
"""Longer than a profile is on its way. After it nobody waits for the profile any more, unseen."""


class Newcomers(Protocol):
    """What finds the programmes where somebody was just accepted (``store/due_caseloads.py``)."""

    async def with_newcomers(self, accepted_by: datetime) -> Sequence[str]:
        """Return the programmes with a newcomer whose profile is here, or who came by then."""


class AssessCases:
    """Looks at newcomers as soon as their profiles are here, which come on a stream of their own.

    Barriers travel and rest sealed, so no decider can count them; the row keeps the count alone.
    """

    def __init__(self, engine: Engine, newcomers: Newcomers, keys: OpensText) -> None:
        self._engine, self._newcomers, self._keys = engine, newcomers, keys

    async def run_once(self, now: datetime) -> int:
        """Look at everybody new; return 0: whoever comes meanwhile is seen at the next look."""
        programmes = await self._newcomers.with_newcomers(now - PATIENCE)
        stages = await self._engine.stages() if programmes else {}
        for programme in programmes:
            if stages.get(programme) in OPEN_STAGES:
                await self._look(programme, now)
        return 0

    async def _look(self, programme: str, now: datetime) -> None:
        loads = (await self._engine.recall(Caseloads, [programme]))[programme]
        people = [case.person_id for case in loads.newcomers]
        profiles = await self._engine.recall(Profile, people)
        here = [
            case
            for case in loads.newcomers
            if case.person_id in profiles or case.since <= now - PATIENCE
        ]
        complexity = _complexity(here, opened(self._keys, profiles.values()))

        def decide(loads: Caseloads | None, now: datetime) -> Decision:
            if loads is None:
                return UNCHANGED
            after, happened = assess(loads, complexity, today_of(programme, now))
            return after, said_of_cases(after, happened)

        await self._engine.command(Caseloads, [programme], decide, now)


def _complexity(cases: Sequence[Case], profiles: Profiles) -> Mapping[UUID, int]:
    """Return one unit for each barrier, 1 to 3; the most where nothing can be read, since a cap
    must hold whatever is in a sealed box.
    """
    counted = {person: len(set(said.barriers)) for person, said in profiles.items()}
    return {
        case.referral_id: min(max(counted.get(case.person_id, MOST_COMPLEX), 1), MOST_COMPLEX)
        for case in cases
    }
