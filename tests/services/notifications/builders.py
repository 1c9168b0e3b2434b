"""Amira, who is to come to four sessions in Leicester, and everything needed to write to her."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message, Template, message_id
from services.notifications.jobs.mail import MailServer, line_to
from services.notifications.jobs.send_due import SendDue
from services.notifications.store.tables import STATES
from services.notifications.subscribes import LISTENS_TO
from shared.contracts.catalogue import FACTS
from shared.contracts.cloudevents import binary_headers
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.operations import StageChanged, StageName
from shared.contracts.people import PersonErased, PersonShared, SealedContact
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.contracts.streams import topic
from shared.privacy.keyring import Keyring
from shared.runtime.decision import Key
from shared.runtime.engine import Engine
from shared.runtime.wiring import assemble_engine
from shared.testing.memory_store import MemoryStore

PROGRAMME, MENTORING = "p7k2", "q4m8"
AMIRA = UUID("aaaaaaaa-0000-4000-8000-000000000001")
BOOKING = UUID("bbbbbbbb-0000-4000-8000-000000000001")
MONDAY = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
TUESDAY_2PM = datetime(2026, 3, 31, 13, 0, tzinfo=UTC)
"""The Tuesday after the clocks go forward: 2pm in Leicester is 1pm UTC."""

KEYS = Keyring.generate("midlands")
LETTERHEAD = Letterhead("Midlands mentoring", "mentoring@midlands.example", "0116 496 0000")
_DETAILS: dict[str, Any] = {
    "circle_id": UUID("cccccccc-0000-4000-8000-000000000001"),
    "programme": PROGRAMME,
    "area": "E06000016",
    "booking_id": BOOKING,
    "session_id": UUID("dddddddd-0000-4000-8000-000000000001"),
    "referral_id": UUID("eeeeeeee-0000-4000-8000-000000000001"),
    "person_id": AMIRA,
    "kind": "cv_writing",
    "number": 1,
    "starts_at": TUESDAY_2PM,
    "ends_at": TUESDAY_2PM + timedelta(hours=2),
    "venue": "Fosse House, 2 Welford Road, Leicester",
}


def a_booking(**changes: object) -> BookingMade:
    return BookingMade(**(_DETAILS | changes))


def a_meeting(**changes: object) -> BookingMade:
    """A meeting with a mentor, at two on the same Tuesday."""
    about = {"programme": MENTORING, "kind": "first_meeting", "venue": "As agreed with the school"}
    return a_booking(**(about | changes))


def a_cancellation(**changes: object) -> BookingCancelled:
    return BookingCancelled(**(_DETAILS | {"revision": 1, "reason": "withdrawn"} | changes))


def a_person_shared(
    person_id: UUID = AMIRA,
    name: str = "Amira Khan",
    email: str | None = "amira@example.org",
    *,
    may_contact: bool = True,
    sixteen_on: date | None = None,
) -> PersonShared:
    said = SealedContact(name=name, email=email, sixteen_on=sixteen_on)
    contact = said.model_dump_json(exclude_none=True).encode()
    sealed = KEYS.seal_text("contact", contact, bound_to=person_id.bytes)
    return PersonShared(
        person_id=person_id, programme=PROGRAMME, may_contact=may_contact, contact=sealed
    )


def an_erasure(person_id: UUID = AMIRA) -> PersonErased:
    return PersonErased(person_id=person_id, programme=PROGRAMME)


def a_stage(stage: StageName = "live", programme: str = PROGRAMME) -> StageChanged:
    return StageChanged(programme=programme, stage=stage)


class _Record(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


@dataclass
class Desk:
    """The notifications service on a store in memory, hearing facts and writing e-mail."""

    engine: Engine = field(init=False)
    store: MemoryStore = field(init=False)
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self.store = MemoryStore({stored.kind: stored.key for stored in STATES})
        self.engine = assemble_engine("notifications", "midlands", LISTENS_TO, self.store, KEYS)

    async def hears(self, *facts: Fact) -> None:
        """Deliver facts, in this order, in one batch."""
        await self.engine.handle([_record(fact) for fact in facts], self.now)

    def sender(self, server: MailServer, **options: int) -> SendDue:
        return SendDue(self.engine, KEYS, lambda: line_to(server), LETTERHEAD, **options)

    def message(self, template: Template, revision: int = 0, booking: UUID = BOOKING) -> Message:
        return self.messages()[message_id(booking, revision, template)]

    def messages(self) -> dict[Key, Message]:
        return self.store.contents.states.get(Message, {})

    def statuses(self) -> list[str]:
        return sorted(message.status for message in self.messages().values())

    def announced(self) -> list[Fact]:
        """Everything announced so far, in order."""
        rows = self.store.contents.outbox.values()
        return [
            FACTS[json.loads(row.headers)["ce_type"]].model_validate_json(row.value) for row in rows
        ]

    def told(self) -> list[tuple[str, str | None]]:
        """What was announced: each fact's name and reason."""
        return [
            (type(fact).__name__.removeprefix("Notification"), getattr(fact, "reason", None))
            for fact in self.announced()
        ]


def _record(fact: Fact) -> _Record:
    envelope = Envelope(id=str(uuid4()), source="/test", type=fact.TYPE, partitionkey=fact.key)
    value = fact.model_dump_json().encode()
    headers = binary_headers(envelope)
    return _Record(topic("midlands", fact.STREAM), 0, 0, fact.key.encode(), value, headers)
