"""How complex a new case is, and who speaks its language: from sealed words, and then at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from services.matching.domain.assigning import Looked, assess
from services.matching.domain.caseloads import Advocate, Case, Caseloads
from services.matching.domain.profile import Profile
from services.matching.domain.support import today_of
from services.matching.jobs.opened_profiles import OpensText, Profiles, opened
from services.matching.optimization.caseloads.rules import needed
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

    Barriers and languages travel and rest sealed, so no decider can read them. The row keeps the
    count of the first, and which advocates speak the second.
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
        staff = [post.person_id for post in loads.advocates if post.person_id is not None]
        profiles = await self._engine.recall(Profile, [*people, *staff])
        here = [
            case
            for case in loads.newcomers
            if case.person_id in profiles or case.since <= now - PATIENCE
        ]
        found = _looked_at(here, loads.advocates, opened(self._keys, profiles.values()))

        def decide(loads: Caseloads | None, now: datetime) -> Decision:
            if loads is None:
                return UNCHANGED
            after, happened = assess(loads, found, today_of(programme, now))
            return after, said_of_cases(after, happened)

        await self._engine.command(Caseloads, [programme], decide, now)


def _looked_at(
    cases: Sequence[Case], advocates: Sequence[Advocate], profiles: Profiles
) -> Mapping[UUID, Looked]:
    """Return one unit for each barrier, 1 to 3, and who speaks a language that is needed.

    It is the most units where nothing can be read: a cap must hold whatever is in a sealed box.
    """
    spoken = {
        post.advocate_id: set(profiles[post.person_id].languages)
        for post in advocates
        if post.person_id is not None and post.person_id in profiles
    }
    found = {}
    for case in cases:
        said = profiles.get(case.person_id)
        units = len(set(said.barriers)) if said else MOST_COMPLEX
        needs = set(needed(said.languages) if said else ())
        speakers = tuple(sorted(one for one, speaks in spoken.items() if speaks & needs))
        found[case.referral_id] = Looked(min(max(units, 1), MOST_COMPLEX), speakers)
    return found
