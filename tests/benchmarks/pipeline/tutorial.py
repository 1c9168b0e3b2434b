"""The tutorials' way, made safe: one message, one session, inbox and outbox, one commit, one ack.

FastStream's documentation shows a subscriber per message with a model as argument and a session
inside; the same guarantee as ours needs an inbox row, an outbox row per fact and the acknowledgment
after the commit. ``python -m tests.benchmarks.pipeline.tutorial``.
"""

import asyncio
import os
import signal
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import uvloop
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from pydantic import TypeAdapter
from sqlalchemy import DateTime, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.scheduling.domain.series import Attendance, Member, Series, Session
from services.scheduling.handlers.record_attendance import record_attendance
from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.referrals import AttendanceReported
from shared.contracts.streams import POLICIES
from shared.contracts.unreadable import Unreadable
from shared.ids import uuid7
from shared.observability.tracing import child_of
from shared.runtime.delivery import event_identity
from shared.store.database import driver_url


class Base(DeclarativeBase):
    pass


class InboxRow(Base):
    __tablename__ = "inbox"
    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class SeriesRow(Base):
    __tablename__ = "series"
    circle_id: Mapped[UUID] = mapped_column(primary_key=True)
    programme: Mapped[str]
    area: Mapped[str]
    venue: Mapped[str]
    sessions: Mapped[Any] = mapped_column(JSONB)
    members: Mapped[Any] = mapped_column(JSONB)
    attendance: Mapped[Any] = mapped_column(JSONB)
    completed: Mapped[bool]
    due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PositionRow(Base):
    __tablename__ = "stream_position"
    topic: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class OutboxRow(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    topic: Mapped[str]
    key: Mapped[bytes]
    value: Mapped[bytes]
    headers: Mapped[bytes]


SESSIONS = TypeAdapter(tuple[Session, ...])
MEMBERS = TypeAdapter(tuple[Member, ...])
WORDS = TypeAdapter(tuple[Attendance, ...])


class Tutorial:
    def __init__(self, region: str, kafka: str, database: str) -> None:
        self.region = region
        engine = create_async_engine(driver_url(database))
        self.session = async_sessionmaker(engine, expire_on_commit=False)
        self.broker = KafkaBroker(kafka, acks="all", enable_idempotence=True, logger=None)
        self.broker.subscriber(
            f"{region}.attendance",
            group_id=f"{region}.scheduling",
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
        )(self.on_fact)

    async def on_fact(
        self,
        body: object,  # noqa: ARG002 - FastStream hands over what it decoded, as tutorials want it
        message: KafkaMessage,
    ) -> None:
        raw: Any = message.raw_message
        reading = read(raw.value, raw.headers)
        if isinstance(reading, Unreadable):
            raise TypeError("the tutorial takes valid facts only")
        envelope, fact = reading
        assert isinstance(fact, AttendanceReported)
        identity = event_identity(envelope)
        async with self.session() as session, session.begin():
            if await session.get(InboxRow, identity) is None:
                session.add(InboxRow(delivery_id=identity, received_at=datetime.now(UTC)))
                await self._apply(session, envelope, fact)
        await message.ack()

    async def _apply(
        self, session: AsyncSession, envelope: Envelope, fact: AttendanceReported
    ) -> None:
        now = datetime.now(UTC)
        row = await session.get(SeriesRow, fact.circle_id, with_for_update=True)
        said: Any
        series, said = record_attendance(_series(row) if row is not None else None, fact, now)
        if row is not None and series is not None:
            row.attendance = WORDS.dump_python(series.attendance, mode="json")
        for announced in said:
            await self._to_outbox(session, envelope, announced, now.isoformat())

    async def _to_outbox(self, session: AsyncSession, cause: Envelope, fact: Fact, at: str) -> None:
        topic = f"{self.region}.{fact.STREAM.value}"
        event_id = uuid7()
        headers = {
            "ce_specversion": "1.0",
            "content-type": "application/json",
            "ce_id": str(event_id),
            "ce_source": f"/inroads/{self.region}/scheduling",
            "ce_type": fact.TYPE,
            "ce_subject": fact.key,
            "ce_time": at,
            "ce_recordedtime": at,
            "ce_partitionkey": fact.key,
            "ce_region": self.region,
            "ce_correlationid": cause.correlationid,
            "ce_causationid": cause.id,
            "ce_traceparent": child_of(cause.traceparent),
            "ce_programme": cause.programme,
        }
        if POLICIES[fact.STREAM].ordered:
            headers["ce_sequence"] = str(await self._number(session, topic, fact.key))
        session.add(
            OutboxRow(
                event_id=event_id,
                topic=topic,
                key=fact.key.encode(),
                value=fact.model_dump_json().encode(),
                headers=orjson.dumps(headers),
            )
        )

    async def _number(self, session: AsyncSession, topic: str, key: str) -> int:
        row = await session.get(PositionRow, (topic, key), with_for_update=True)
        if row is None:
            row = PositionRow(topic=topic, key=key, last=0)
            session.add(row)
        row.last += 1
        return row.last

    async def relay(self) -> None:
        while True:
            async with self.session() as session, session.begin():
                await session.execute(text("SELECT pg_advisory_xact_lock(hashtext('relay'))"))
                rows = (
                    await session.scalars(select(OutboxRow).order_by(OutboxRow.id).limit(100))
                ).all()
                for row in rows:
                    headers = orjson.loads(row.headers)
                    await self.broker.publish(row.value, row.topic, key=row.key, headers=headers)
                    await session.delete(row)
            if not rows:
                await asyncio.sleep(0.05)


def _series(row: SeriesRow) -> Series:
    return Series(
        row.circle_id,
        row.programme,
        row.area,
        row.venue,
        SESSIONS.validate_python(row.sessions),
        MEMBERS.validate_python(row.members),
        WORDS.validate_python(row.attendance),
        row.completed,
        row.due_at,
    )


async def main() -> None:
    tutorial = Tutorial(
        os.environ["BENCH_REGION"],
        os.environ["BENCH_KAFKA"],
        os.environ["BENCH_DATABASE"],
    )
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    await tutorial.broker.start()
    print("partitions.assigned", flush=True)
    relaying = asyncio.create_task(tutorial.relay())
    stopping = asyncio.create_task(told.wait())
    await asyncio.wait([relaying, stopping], return_when=asyncio.FIRST_COMPLETED)
    if relaying.done():
        relaying.result()


if __name__ == "__main__":
    uvloop.run(main())
