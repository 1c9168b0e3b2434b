"""Proposals on a real store, and the pages behind their links."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from services.matching.app import desk
from services.matching.domain.mentee import Mentee, Proposal
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.profile import Profile
from services.matching.domain.proposal_record import ProposalRecord
from services.matching.jobs.propose_matches import ProposeMatches
from services.matching.jobs.run_making import RunMaker
from services.matching.store.waiting import StoredWaiting
from services.matching.subscribes import LISTENS_TO
from services.matching.web.application import application
from services.matching.web.proposals import ProposalLinks
from services.matching.web.run_pages import Desk
from shared.clock import SimulatedClock
from shared.contracts.people import SealedProfile
from shared.privacy.keyring import Keyring
from shared.privacy.signed_links import sign_link
from shared.runtime.engine import Engine
from shared.runtime.ports import Stage
from shared.runtime.wiring import assemble_engine
from shared.store.postgres import PostgresStore
from shared.web.guard import Limits
from shared.web.paths import PROPOSALS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)
PROGRAMME, BIRMINGHAM = "q4m8", "E08000025"
YOUNG = SealedProfile(
    birth_month="2010-06",
    remote=True,
    languages=["so"],
    slots=["sat-morning", "tue-evening", "thu-evening"],
    relates_to=["care_leaver"],
    barriers=["canary_barrier"],
)
MENTOR = SealedProfile(
    remote=True, languages=["en", "so"], slots=["tue-evening", "sat-morning", "mon-morning"]
)
FREE = SealedProfile(slots=["tue-evening"], languages=["en"])
GROWN = FREE.model_copy(update={"birth_month": "2004-01", "barriers": ["canary"]})


@dataclass
class Linked:
    """A young person who waits, mentors who are proposed, and what is behind their links."""

    store: PostgresStore
    keys: Keyring = field(default_factory=lambda: Keyring.generate("west-midlands"))
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(NOW))
    referral: UUID = field(default_factory=uuid4)
    person: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        self.engine: Engine = assemble_engine(
            "matching", "west-midlands", LISTENS_TO, self.store, self.keys
        )

    async def opens(self, stage: Any = "live") -> None:  # noqa: ANN401 - a word of the contract
        async with self.store.transaction() as transaction:
            await transaction.change_stage(Stage(PROGRAMME, stage))

    async def asks(self, *matches: UUID, young: SealedProfile = YOUNG) -> None:
        """Every one of these matches is proposed to a mentor of its own."""
        proposals = []
        for match in matches:
            mentor, person = uuid4(), uuid4()
            held = Held(match, self.referral, self.person, BIRMINGHAM, None)
            row = Mentor(mentor, person, PROGRAMME, BIRMINGHAM, 1, 11, 25, held=(held,), taken=1)
            await self.keeps(Mentor, mentor, row)
            await self.says(person, MENTOR)
            record = ProposalRecord(
                match, mentor, self.referral, self.person, PROGRAMME, BIRMINGHAM, WEEK
            )
            await self.keeps(ProposalRecord, match, record)
            proposals.append(Proposal(match, mentor, WEEK))
        waits = Mentee(self.referral, self.person, PROGRAMME, BIRMINGHAM, "general", NOW)
        await self.keeps(Mentee, self.referral, waits.with_proposals(tuple(proposals)))
        await self.says(self.person, young)

    async def says(self, person: UUID, profile: SealedProfile) -> None:
        told = profile.model_dump_json().encode()
        text = self.keys.seal_text("needs", told, bound_to=person.bytes)
        await self.keeps(Profile, person, Profile(person, PROGRAMME, text))

    async def keeps(self, kind: type, key: object, state: object) -> None:
        await self.engine.command(kind, [key], lambda *_: (state, []), NOW)  # type: ignore[list-item]

    async def mentee(self) -> Mentee:
        found = (await self.engine.recall(Mentee, [self.referral]))[self.referral]
        assert isinstance(found, Mentee)
        return found

    def desk(self) -> Desk:
        """What operators review and decide runs with."""
        return desk(self.engine, self.keys, self.clock)

    def link(self, match: UUID) -> str:
        return PROPOSALS + sign_link(self.keys, "answer_as_mentor", match, WEEK)

    def reader(self, limits: Limits | None = None) -> httpx.AsyncClient:
        links = ProposalLinks(self.engine, self.keys, self.clock)
        pages = httpx.ASGITransport(application(links, limits))
        return httpx.AsyncClient(transport=pages, base_url="https://pages.example")


class Reviewed(Linked):
    """A region in which a run was made."""

    async def waits(self, *, slots: tuple[str, ...] = ("tue-evening",)) -> UUID:
        person, referral = uuid4(), uuid4()
        row = Mentee(referral, person, PROGRAMME, BIRMINGHAM, "general", waiting_since=NOW)
        await self.keeps(Mentee, referral, row)
        await self.says(person, GROWN.model_copy(update={"slots": list(slots)}))
        return referral

    async def helps(self) -> UUID:
        person, mentor = uuid4(), uuid4()
        row = Mentor(mentor, person, PROGRAMME, BIRMINGHAM, 1, 11, 25, True, True)  # noqa: FBT003
        await self.keeps(Mentor, mentor, row)
        await self.says(person, FREE)
        return mentor

    async def is_run(self) -> None:
        waiting = StoredWaiting(self.store._engine)
        maker = RunMaker(self.engine, waiting, self.keys)
        await ProposeMatches(self.engine, maker).run_once(self.clock.now())
