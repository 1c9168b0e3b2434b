"""The rows of people and mentors with what they chose to say, opened while they are looked at."""

from collections.abc import Sequence
from uuid import UUID

from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.profile import Profile
from services.matching.jobs.opened_profiles import OpensText, opened
from services.matching.jobs.pairing_problem import Market
from shared.runtime.engine import Engine


class MarketReader:
    """Reads some people and mentors of a programme."""

    def __init__(self, engine: Engine, keys: OpensText) -> None:
        self._engine, self._keys = engine, keys

    async def read(self, mentees: Sequence[UUID], mentors: Sequence[UUID]) -> Market:
        """Return these rows, and the profiles of all in them that can be opened."""
        young = (await self._engine.recall(Mentee, mentees)).values()
        helping = (await self._engine.recall(Mentor, mentors)).values()
        people = [*(m.person_id for m in young), *(m.person_id for m in helping)]
        profiles = (await self._engine.recall(Profile, people)).values()
        return Market(tuple(young), tuple(helping), opened(self._keys, profiles))
