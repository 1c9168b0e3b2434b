"""Proposals behind signed links: what they show, and what an answer does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar
from uuid import UUID

import structlog

from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.profile import Profile
from services.matching.domain.proposal_record import ProposalRecord, Standing, standing
from services.matching.handlers.answer_by_link import answer_by_link
from services.matching.web.proposal_words import ProposalWords, words_for_mentor
from shared.clock import Clock
from shared.contracts.people import SealedProfile
from shared.privacy.keyring import Keyring
from shared.privacy.sealed import SealError
from shared.privacy.signed_links import read_link
from shared.runtime.decision import Decision
from shared.runtime.engine import Engine
from shared.runtime.gate import OPEN_STAGES

_log = structlog.get_logger(__name__)

_State = TypeVar("_State")

Shown = Standing | Literal["paused"]
"""How a proposal stands, or that its programme takes no answers at this moment."""


class NotKnownYet(LookupError):
    """A link of ours to a proposal that this service has not heard of: it may a little later."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal as its mentor sees it; ``words`` only while it is open."""

    shown: Shown
    answer_by: datetime
    words: ProposalWords | None = None


class Answers(Protocol):
    """What the pages need of proposals."""

    async def look(self, token: str) -> Asked:
        """Return the proposal behind a link. Raises ``LinkRefused`` or ``NotKnownYet``."""

    async def answer(self, token: str, *, accepts: bool) -> None:
        """Answer it, if it is open; raises what ``look`` raises."""


class ProposalLinks:
    """Proposals on the service's own rows, behind links signed with the region's key."""

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock) -> None:
        self._engine, self._keyring, self._clock = engine, keyring, clock

    async def look(self, token: str) -> Asked:
        """Return the proposal behind a link. Raises ``LinkRefused`` or ``NotKnownYet``."""
        record = await self._record(token)
        now = self._clock.now()
        mentee = await self._one(Mentee, record.referral_id)
        shown: Shown = standing(record, mentee, now)
        if shown != "open":
            return Asked(shown, record.expires_at)
        if not await self._takes_answers(record):
            return Asked("paused", record.expires_at)
        return Asked("open", record.expires_at, await self._words(record, now))

    async def answer(self, token: str, *, accepts: bool) -> None:
        """Answer it, if it is open; raises what ``look`` raises."""
        record = await self._record(token)
        if not await self._takes_answers(record):
            return

        def decide(mentee: Mentee | None, now: datetime) -> Decision:
            return answer_by_link(mentee, record.match_id, now, accepts=accepts)

        await self._engine.command(Mentee, [record.referral_id], decide, self._clock.now())

    async def _record(self, token: str) -> ProposalRecord:
        match_id = read_link(self._keyring, "answer_as_mentor", token, self._clock.now())
        record = await self._one(ProposalRecord, match_id)
        if record is None:
            raise NotKnownYet(match_id)
        return record

    async def _takes_answers(self, record: ProposalRecord) -> bool:
        return (await self._engine.stages()).get(record.programme) in OPEN_STAGES

    async def _words(self, record: ProposalRecord, now: datetime) -> ProposalWords:
        mentor = await self._one(Mentor, record.mentor_id)
        young = await self._profile(record.person_id)
        said = await self._profile(mentor.person_id) if mentor else None
        return words_for_mentor(record, young, said, now)

    async def _profile(self, person_id: UUID) -> SealedProfile | None:
        profile = await self._one(Profile, person_id)
        if profile is None or profile.profile is None:
            return None
        try:
            bound = profile.person_id.bytes
            text = self._keyring.open_text("needs", profile.profile, bound_to=bound)
        except SealError:
            _log.error("matching.profile.unreadable", person_id=str(person_id))
            return None
        return SealedProfile.model_validate_json(text)

    async def _one(self, kind: type[_State], key: UUID) -> _State | None:
        return (await self._engine.recall(kind, [key])).get(key)
