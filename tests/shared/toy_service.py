"""A service that is small enough to see through: a diary per referral, an alarm per area."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.contracts.cloudevents import binary_headers
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact, Member
from shared.contracts.inbound import OutcomeSubmitted
from shared.contracts.matching import CircleConfirmed, ReferralWaitlisted
from shared.contracts.operations import StageChanged, StageName
from shared.contracts.referrals import OutcomeRecorded, ReceiptIssued, Verdict
from shared.contracts.streams import topic
from shared.contracts.unreadable import Unreadable
from shared.ids import SeededIds
from shared.privacy.keyring import Keyring
from shared.runtime.decision import UNCHANGED, BrokenRule, Cause, Decision
from shared.runtime.engine import Engine
from shared.runtime.ports import HeldFact, OutgoingRow, Store
from shared.runtime.subscriptions import Hears, Subscriptions, Wakes
from shared.runtime.wiring import assemble_engine
from shared.store.postgres import PostgresStore
from shared.store.states import StoredState
from shared.testing.memory_store import MemoryStore

REGION, PROGRAMME = "north", "p7k2"
ANN, BOB = UUID(int=1), UUID(int=2)
HACKNEY, LEICESTER = "E09000012", "E06000016"
STUCK = "E08000025"
MONDAY = datetime(2019, 5, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Diary:
    referral_id: UUID
    programme: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    area: str
    programme: str
    referral_id: UUID
    rings: int = 0
    due_at: datetime | None = None


metadata = MetaData()
STATES = (
    StoredState(
        Diary,
        Table(
            "diaries",
            metadata,
            Column("referral_id", Uuid, primary_key=True),
            Column("programme", Text, nullable=False),
            Column("entries", JSONB, nullable=False),
        ),
    ),
    StoredState(
        Alarm,
        Table(
            "alarms",
            metadata,
            Column("area", Text, primary_key=True),
            Column("programme", Text, nullable=False),
            Column("referral_id", Uuid, nullable=False),
            Column("rings", Integer, nullable=False),
            Column("due_at", DateTime(timezone=True), index=True),
        ),
    ),
)


def write_down(diary: Diary | None, fact: OutcomeRecorded, _now: datetime) -> Decision:
    if fact.kind == BROKEN:
        raise BrokenRule("toy_rule", "/data/kind")
    if fact.kind == "defect":
        raise RuntimeError("a defect of the toy")
    old = diary or Diary(fact.referral_id, fact.programme)
    said: list[Fact] = [huge_circle()] if fact.kind == "huge" else [waits(fact.referral_id)]
    return replace(old, entries=(*old.entries, fact.kind)), said


def set_alarm(alarm: Alarm | None, fact: OutcomeRecorded, now: datetime) -> Decision:
    if fact.kind == "broken_later":
        raise BrokenRule("toy_rule_of_the_second_row")
    if fact.kind != "alarm":
        return UNCHANGED
    old = alarm or Alarm(fact.area, fact.programme, fact.referral_id)
    return replace(old, due_at=now + HOUR), []


def ring(alarm: Alarm, _now: datetime) -> Decision:
    if alarm.area == STUCK:
        raise RuntimeError("a defect in one wake")
    return replace(alarm, rings=alarm.rings + 1, due_at=None), [waits(alarm.referral_id)]


def take_in(diary: Diary | None, fact: OutcomeSubmitted, _now: datetime) -> Decision:
    old = diary or Diary(referral_of(fact), fact.programme)
    return replace(old, entries=(*old.entries, fact.kind)), [Receipt("accepted", "toy_accepted")]


class Receipt(NamedTuple):
    verdict: Verdict
    code: str

    def complete(self, cause: Cause) -> ReceiptIssued:
        event = cause.envelope
        return ReceiptIssued(
            receipt_id=cause.delivery_id,
            event_id=event.id if event else None,
            event_source=event.source if event else None,
            event_type=event.type if event else None,
            verdict=self.verdict,
            code=self.code,
        )


def answer(unreadable: Unreadable, _now: datetime) -> Sequence[Receipt]:
    return [Receipt("rejected" if unreadable.envelope else "quarantined", unreadable.code)]


def referral_of(fact: OutcomeSubmitted) -> UUID:
    return UUID(int=int(fact.reference))


INNER = Subscriptions(
    Hears(OutcomeRecorded, write_down, Diary),
    Hears(OutcomeRecorded, set_alarm, Alarm, by="area"),
    Wakes(Alarm, ring),
)
ENTRY = Subscriptions(
    Hears(OutcomeSubmitted, take_in, Diary, by=referral_of), answers_unreadable=answer
)


class Toy:
    """The toy service on some store, and what it remembers."""

    def __init__(self, store: Store, subscriptions: Subscriptions = INNER) -> None:
        self.store, self.keyring = store, Keyring.generate(REGION)
        self.engine: Engine = assemble_engine(
            "toy", REGION, subscriptions, store, self.keyring.only("evidence"), SeededIds(1).new
        )

    async def open(
        self, stage: StageName = "live", *, offices: Sequence[str] = (), percent: int = 0
    ) -> None:
        await self.engine.handle([staged(stage, offices=offices, percent=percent)], MONDAY)

    async def diary(self, referral: UUID) -> tuple[str, ...]:
        found: Diary | None = (await self.engine.recall(Diary, [referral])).get(referral)
        return found.entries if found else ()

    async def announced(self, kind: type[Fact] | None = None) -> list["Sent"]:
        rows = [Sent(row) for row in await self._outbox()]
        return [row for row in rows if kind is None or row.headers["ce_type"] == kind.TYPE]

    async def held(self) -> list[HeldFact]:
        if isinstance(self.store, MemoryStore):
            return [fact for _, fact in sorted(self.store.contents.held.items())]
        names = ", ".join(HeldFact._fields)
        rows = await self._select(f"SELECT {names} FROM held ORDER BY place")
        return [HeldFact(*row) for row in rows]

    async def _outbox(self) -> list[OutgoingRow]:
        if isinstance(self.store, MemoryStore):
            return list(self.store.contents.outbox.values())
        names = ", ".join(OutgoingRow._fields)
        return [
            OutgoingRow(*row)
            for row in await self._select(f"SELECT {names} FROM outbox ORDER BY id")
        ]

    async def _select(self, query: str) -> Sequence[Sequence[Any]]:
        assert isinstance(self.store, PostgresStore)
        async with self.store.transaction() as transaction:
            rows: Sequence[Sequence[Any]] = await transaction._driver.fetch(query)
            return rows


class Sent:
    """A row of the outbox, readable."""

    def __init__(self, row: OutgoingRow) -> None:
        self.topic, self.key = row.topic, row.key.decode()
        self.headers: dict[str, str] = orjson.loads(row.headers)
        self.data: dict[str, Any] = orjson.loads(row.value)


class Arrived(NamedTuple):
    """A record as it comes from Kafka."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


def arrived(fact: Fact, event_id: str, *, source: str = "/test") -> Arrived:
    envelope = Envelope(event_id, source, fact.TYPE, partitionkey=fact.key)
    value = fact.model_dump_json().encode()
    where = topic(REGION, fact.STREAM)
    return Arrived(where, 0, 0, fact.key.encode(), value, binary_headers(envelope))


def outcome(
    kind: str,
    event_id: str,
    referral: UUID = ANN,
    *,
    programme: str = PROGRAMME,
    area: str = HACKNEY,
) -> Arrived:
    fact = OutcomeRecorded(
        referral_id=referral,
        person_id=referral,
        programme=programme,
        area=area,
        kind=kind,
        started_on=date(2019, 5, 1),
    )
    return arrived(fact, event_id)


def submitted(kind: str, event_id: str, referral: UUID = ANN, office: str = "HACK01") -> Arrived:
    fact = OutcomeSubmitted(
        reference=str(referral.int),
        programme=PROGRAMME,
        office=office,
        kind=kind,
        started_on=date(2019, 5, 1),
    )
    return arrived(fact, event_id, source="/sender")


def staged(
    stage: StageName, event_id: str = "", *, offices: Sequence[str] = (), percent: int = 0
) -> Arrived:
    fact = StageChanged(
        programme=PROGRAMME, stage=stage, canary_offices=list(offices), canary_percent=percent
    )
    return arrived(fact, event_id or f"stage-{stage}", source="/operators")


def waits(referral: UUID) -> ReferralWaitlisted:
    return ReferralWaitlisted(
        referral_id=referral, person_id=referral, programme=PROGRAMME, area=HACKNEY, track="general"
    )


def huge_circle() -> CircleConfirmed:
    return CircleConfirmed(
        circle_id=ANN,
        programme=PROGRAMME,
        area=HACKNEY,
        track="general",
        offer_id=ANN,
        host="host",
        venue="Town hall",
        first_session_at=MONDAY,
        members=[Member(referral_id=ANN, person_id=ANN)] * 1000,
    )
