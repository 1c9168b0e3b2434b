"""The reference: one loop by hand, aiokafka and asyncpg, for this one hop, with the same guarantee.

Same contracts, same deciders, same inbox, same numbering, same outbox and relay order as the
service; no table of subscriptions, no gate, no parking, no retry, no dead letters: what a good
engineer would write for two kinds of event on a good day.
``python -m tests.benchmarks.pipeline.handwritten``.
"""

import asyncio
import gc
import os
import signal
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.partitioner import murmur2
from pydantic import TypeAdapter

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

CLAIM = """INSERT INTO inbox SELECT u, now() FROM unnest($1::uuid[]) AS u ORDER BY 1
ON CONFLICT DO NOTHING RETURNING delivery_id"""
COLUMNS = "circle_id, programme, area, venue, sessions, members, attendance, completed, due_at"
LOAD = """SELECT circle_id, programme, area, venue, sessions::text, members::text, attendance::text,
completed, due_at FROM series WHERE circle_id = ANY($1::uuid[]) ORDER BY circle_id FOR UPDATE"""
SAVE = f"""INSERT INTO series ({COLUMNS})
SELECT a, b, c, d, e::jsonb, f::jsonb, g::jsonb, h, i FROM unnest($1::uuid[], $2::text[],
  $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[], $9::timestamptz[])
  AS x(a, b, c, d, e, f, g, h, i) ORDER BY a ON CONFLICT (circle_id) DO UPDATE SET
  sessions = EXCLUDED.sessions, members = EXCLUDED.members, attendance = EXCLUDED.attendance,
  completed = EXCLUDED.completed, due_at = EXCLUDED.due_at"""
NUMBER = """INSERT INTO stream_position AS p
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS x(t, k, n) ORDER BY t, k
ON CONFLICT (topic, key) DO UPDATE SET last = p.last + EXCLUDED.last
RETURNING topic, key, last"""
OUTBOX = """WITH i AS (INSERT INTO outbox (event_id, topic, key, value, headers)
SELECT a, b, c, d, e FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[])
WITH ORDINALITY AS x(a, b, c, d, e, n) ORDER BY n RETURNING 1)
SELECT pg_notify('outbox', '') FROM i LIMIT 1"""


SESSIONS = TypeAdapter(tuple[Session, ...])
MEMBERS = TypeAdapter(tuple[Member, ...])
WORDS = TypeAdapter(tuple[Attendance, ...])


class Loop:
    def __init__(self, region: str, kafka: str, database: str) -> None:
        self.region, self.kafka, self.database = region, kafka, database
        self.topics = {s: f"{region}.{s.value}" for s in POLICIES}
        self.wake = asyncio.Event()

    async def consume(self) -> None:
        consumer = AIOKafkaConsumer(
            f"{self.region}.attendance",
            bootstrap_servers=self.kafka,
            group_id=f"{self.region}.scheduling",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        await consumer.start()
        print("partitions.assigned", flush=True)
        connection = await asyncpg.connect(self.database)
        committing: asyncio.Task[None] | None = None
        done: dict[TopicPartition, int] = {}
        while True:
            batches = await consumer.getmany(timeout_ms=200, max_records=1000)
            records = [record for batch in batches.values() for record in batch]
            if not records:
                continue
            await self.apply(connection, records)
            self.wake.set()
            for record in records:
                done[TopicPartition(record.topic, record.partition)] = record.offset + 1
            if committing is None or committing.done():
                committing = asyncio.create_task(self._commit(consumer, done))

    async def _commit(self, consumer: AIOKafkaConsumer, done: dict[TopicPartition, int]) -> None:
        while done:
            offsets = dict(done)
            done.clear()
            await consumer.commit(offsets)

    async def apply(self, connection: asyncpg.Connection, records: list[ConsumerRecord]) -> None:
        now = datetime.now(UTC)
        events = []
        for record in records:
            reading = read(record.value, record.headers)
            if isinstance(reading, Unreadable):
                raise TypeError("the reference takes valid facts only")
            envelope, fact = reading
            assert isinstance(fact, AttendanceReported)
            events.append((event_identity(envelope), envelope, fact))
        async with connection.transaction():
            new = {r[0] for r in await connection.fetch(CLAIM, [e[0] for e in events])}
            known = await self._load(connection, {e[2].circle_id for e in events})
            changed = {}
            out: list[tuple[Envelope, Fact]] = []
            for identity, envelope, fact in events:
                if identity not in new:
                    continue
                new.discard(identity)
                key = fact.circle_id
                said: Any
                series, said = record_attendance(known.get(key), fact, now)
                if series is not None:
                    known[key] = changed[key] = series
                out.extend((envelope, announced) for announced in said)
            if changed:
                await connection.execute(SAVE, *zip(*map(_row, changed.values()), strict=True))
            if out:
                await self._outbox(connection, out, now.isoformat())

    async def _load(self, connection: asyncpg.Connection, keys: set[UUID]) -> dict[UUID, Series]:
        rows = await connection.fetch(LOAD, list(keys))
        return {
            r[0]: Series(
                r[0],
                r[1],
                r[2],
                r[3],
                SESSIONS.validate_json(r[4]),
                MEMBERS.validate_json(r[5]),
                WORDS.validate_json(r[6]),
                r[7],
                r[8],
            )
            for r in rows
        }

    async def _outbox(
        self, connection: asyncpg.Connection, out: list[tuple[Envelope, Fact]], at: str
    ) -> None:
        counts = Counter(
            (self.topics[f.STREAM], f.key) for _, f in out if POLICIES[f.STREAM].ordered
        )
        columns = zip(*((t, k, n) for (t, k), n in counts.items()), strict=True)
        last = {
            (r[0], r[1]): r[2] - counts[r[0], r[1]]
            for r in await connection.fetch(NUMBER, *columns)
        }
        rows = []
        for cause, fact in out:
            place = (self.topics[fact.STREAM], fact.key)
            headers = self._headers(cause, fact, at)
            if place in last:
                last[place] += 1
                headers["ce_sequence"] = str(last[place])
            event_id = uuid7()
            headers["ce_id"] = str(event_id)
            value = fact.__pydantic_serializer__.to_json(fact)
            rows.append((event_id, place[0], place[1].encode(), value, orjson.dumps(headers)))
        await connection.execute(OUTBOX, *zip(*rows, strict=True))

    def _headers(self, cause: Envelope, fact: Fact, at: str) -> dict[str, str]:
        return {
            "ce_specversion": "1.0",
            "content-type": "application/json",
            "ce_source": f"/inroads/{self.region}/scheduling",
            "ce_type": fact.TYPE,
            "ce_subject": fact.key,
            "ce_time": at,
            "ce_recordedtime": at,
            "ce_partitionkey": fact.key,
            "ce_region": self.region,
            "ce_dataclass": "restricted" if POLICIES[fact.STREAM].restricted else "pseudonymous",
            "ce_correlationid": cause.correlationid,
            "ce_causationid": cause.id,
            "ce_traceparent": child_of(cause.traceparent),
            "ce_programme": cause.programme,
        }

    async def relay(self) -> None:
        connection = await asyncpg.connect(self.database)
        await connection.execute("SET synchronous_commit = off")
        await connection.fetchval("SELECT pg_advisory_lock(hashtext('inroads-relay'))")
        await connection.add_listener("outbox", lambda *_: self.wake.set())
        producer = AIOKafkaProducer(
            bootstrap_servers=self.kafka, enable_idempotence=True, acks="all",
            max_batch_size=1_000_000, max_request_size=2_000_000,
        )  # fmt: skip
        await producer.start()
        while True:
            self.wake.clear()
            rows = await connection.fetch(
                "SELECT id, topic, key, value, headers FROM outbox ORDER BY id LIMIT 1000"
            )
            if not rows:
                await self.wake.wait()
                continue
            await self._send(producer, rows)
            await connection.execute(
                "DELETE FROM outbox WHERE id = ANY($1::bigint[])", [r[0] for r in rows]
            )

    async def _send(self, producer: AIOKafkaProducer, rows: list[Any]) -> None:
        groups = defaultdict(list)
        for row in rows:
            count = len(await producer.partitions_for(row[1]))
            groups[row[1], (murmur2(row[2]) & 0x7FFFFFFF) % count].append(row)
        sent = []
        for (topic, partition), group in groups.items():
            batch = producer.create_batch()
            for _, _, key, value, headers in group:
                pairs = [(k, v.encode()) for k, v in orjson.loads(headers).items()]
                if batch.append(key=key, value=value, timestamp=None, headers=pairs) is None:
                    raise ValueError("a thousand rows fit into a batch here")
            batch.close()
            sent.append(await producer.send_batch(batch, topic, partition=partition))
        await asyncio.gather(*sent)


def _row(series: Series) -> tuple[Any, ...]:
    return (
        series.circle_id, series.programme, series.area, series.venue,
        orjson.dumps(series.sessions).decode(), orjson.dumps(series.members).decode(),
        orjson.dumps(series.attendance).decode(), series.completed, series.due_at,
    )  # fmt: skip


async def main() -> None:
    gc.freeze()  # as the service does: a good engineer would measure that too
    gc.set_threshold(50_000, 20, 20)
    loop = Loop(
        os.environ["BENCH_REGION"],
        os.environ["BENCH_KAFKA"],
        os.environ["BENCH_DATABASE"],
    )
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    tasks = [asyncio.create_task(loop.consume()), asyncio.create_task(loop.relay())]
    stopping = asyncio.create_task(told.wait())
    finished, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    for task in finished - {stopping}:
        task.result()


if __name__ == "__main__":
    uvloop.run(main())
