"""A programme with mentors on a real store: rows as they are, and processes that look at them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.mentee import Mentee, Proposal
from services.matching.domain.mentor import Mentor
from services.matching.domain.profile import Profile
from services.matching.jobs.propose_matches import ProposeMatches
from services.matching.jobs.run_making import RunMaker
from services.matching.store.tables import mentors
from services.matching.store.waiting import StoredWaiting
from services.matching.subscribes import LISTENS_TO
from shared.contracts.people import SealedProfile
from shared.privacy.keyring import Keyring
from shared.runtime.engine import Engine
from shared.runtime.wiring import assemble_engine
from shared.store.postgres import PostgresStore

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, BIRMINGHAM = "q4m8", "E08000025"
RUN = run_code(PROGRAMME, NOW.date())


class Counted(StoredWaiting):
    """Counts how often a run read who waits."""

    reads = 0

    async def everybody(self) -> Sequence[UUID]:
        return await self._keys(select(mentors.c.mentor_id))

    async def mentees(self, programme: str, proposals: int) -> Sequence[UUID]:
        self.reads += 1
        return await super().mentees(programme, proposals)


class Place:
    """A store with an open programme, and a process that makes runs on it."""

    def __init__(self, store: PostgresStore, keys: Keyring) -> None:
        self.store, self.keys = store, keys
        self.engine: Engine = assemble_engine("matching", "west-midlands", LISTENS_TO, store, keys)
        self.waiting = Counted(store._engine)

    def maker(self) -> RunMaker:
        return RunMaker(self.engine, self.waiting, self.keys)

    def process(self) -> ProposeMatches:
        return ProposeMatches(self.engine, self.maker())

    async def keeps(self, kind: type, key: object, state: object) -> None:
        await self.engine.command(kind, [key], lambda *_: (state, []), NOW)  # type: ignore[list-item]

    async def run(self, code: str = RUN) -> MatchRun | None:
        found = await self.engine.recall(MatchRun, [code])
        run = found.get(code)
        assert run is None or isinstance(run, MatchRun)
        return run

    async def somebody_waits(self, profile: SealedProfile | None) -> UUID:
        person, referral = uuid4(), uuid4()
        waiting = Mentee(referral, person, PROGRAMME, BIRMINGHAM, "general", waiting_since=NOW)
        await self.keeps(Mentee, referral, waiting)
        await self.said(person, profile)
        return referral

    async def a_mentor(self, profile: SealedProfile, capacity: int = 1) -> UUID:
        person, mentor = uuid4(), uuid4()
        ready = Mentor(mentor, person, PROGRAMME, BIRMINGHAM, capacity, 11, 25, True, True)  # noqa: FBT003
        await self.keeps(Mentor, mentor, ready)
        await self.said(person, profile)
        return mentor

    async def mentor(self, mentor: UUID) -> Mentor:
        found = (await self.engine.recall(Mentor, [mentor]))[mentor]
        assert isinstance(found, Mentor)
        return found

    async def mentee(self, referral: UUID) -> Mentee:
        found = (await self.engine.recall(Mentee, [referral]))[referral]
        assert isinstance(found, Mentee)
        return found

    async def held_by(self, mentor: UUID) -> list[UUID]:
        """The referrals for whom this mentor's places are held."""
        return [one.referral_id for one in (await self.mentor(mentor)).held]

    async def has_heard_of_its_proposals(self, referral: UUID) -> None:
        """What is held for them on mentors' rows arrives on their own row."""
        rows = await self.engine.recall(Mentor, await self.waiting.everybody())
        held = [
            (m.mentor_id, h) for m in rows.values() for h in m.held if h.referral_id == referral
        ]
        later = NOW + timedelta(days=30)
        proposals = tuple(Proposal(h.match_id, who, later) for who, h in held)
        known = (await self.engine.recall(Mentee, [referral]))[referral]
        await self.keeps(Mentee, referral, known.with_proposals(proposals))

    async def said(self, person: UUID, profile: SealedProfile | None) -> None:
        text = None
        if profile is not None:
            told = profile.model_dump_json().encode()
            text = self.keys.seal_text("needs", told, bound_to=person.bytes)
        await self.keeps(Profile, person, Profile(person, PROGRAMME, text))


FREE = SealedProfile(slots=["tue-evening"], languages=["en"])
GROWN = FREE.model_copy(update={"birth_month": "2004-01"})
