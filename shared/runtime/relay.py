"""The relay, which alone publishes: sends the outbox's rows and deletes what was acknowledged.

What it promises: every committed row reaches its topic at least once; rows of one key leave in the
order of their transactions. It reads *unsent rows*, never *ids after the last*, so a transaction
that commits late is found; one leader per database, under an advisory lock, keeps the order.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import asyncpg
import orjson
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.observability.health import Health, RelayRole
from shared.privacy.safe_errors import safe_error
from shared.runtime.crash_points import reached
from shared.runtime.kafka_access import KafkaAccess

log = structlog.get_logger()

READ = """
SELECT id, topic, key, value, headers FROM outbox WHERE id > $1 ORDER BY id LIMIT $2
"""
DELETE = """
WITH sent AS (DELETE FROM outbox WHERE id = ANY($1::bigint[]))
SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint
FROM pg_current_snapshot() AS now
"""
"""Returns the oldest transaction that is still open, and the next one that will begin."""
LEAD = "SELECT pg_try_advisory_lock(hashtext('inroads-relay'))"
FULL_LOOK_EVERY = 1.0
"""Seconds between looks at the whole outbox: between them a hint skips deleted rows, which a long
snapshot elsewhere keeps in the way (measured: 11 ms a look without the hint)."""

Row = Sequence[Any]
"""id, topic, key, value, headers"""


class Relay:
    """Sends one database's outbox to one Kafka."""

    def __init__(
        self,
        database_url: str,
        kafka: KafkaAccess,
        *,
        batch: int = 1000,
        health: Health | None = None,
        sent: Callable[[Sequence[Row]], None] = lambda _rows: None,
    ) -> None:
        """``sent`` is told which rows the brokers have acknowledged."""
        self._url, self._kafka, self._batch, self._sent = database_url, kafka, batch, sent
        self._wake = asyncio.Event()
        self._stopping = False
        self._hint = 0
        self._next_hint: tuple[int, int] | None = None
        self._looked_at = 0.0
        self._health = health

    async def run(self) -> None:
        """Send until ``stop`` was called and the outbox is empty; start afresh after a failure."""
        while not self._stopping:
            try:
                await self._lead_and_send()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("relay.database_lost", error=safe_error(error))
                await self._pause()
            except Exception as error:  # noqa: BLE001 - a producer that failed once is not trusted again
                log.warning("relay.failed", error=safe_error(error))
                await self._pause()

    def stop(self) -> None:
        """Finish what stands in the outbox, then return from ``run``."""
        self._stopping = True
        self._wake.set()

    async def _pause(self) -> None:
        if not self._stopping:
            await asyncio.sleep(0.5)

    async def _lead_and_send(self) -> None:
        connection = await asyncpg.connect(self._url, timeout=5, command_timeout=30)
        producer = None
        try:
            await connection.execute(
                "SET synchronous_commit = off"
            )  # a lost DELETE only sends again
            if not await self._became_leader(connection):
                return
            await connection.add_listener("outbox", lambda *_: self._wake.set())
            producer = AIOKafkaProducer(
                **self._kafka.client(),
                enable_idempotence=True,
                acks="all",
                max_batch_size=1_000_000,
                max_request_size=2_000_000,
                linger_ms=0,
            )
            await producer.start()
            self._hint = 0
            while await self._send_once(connection, producer):
                pass
        finally:
            self._say(None)
            await _close(producer, connection)

    async def _became_leader(self, connection: asyncpg.Connection) -> bool:
        while not self._stopping:
            if await connection.fetchval(LEAD):
                self._say("leader")
                return True
            self._say("standby")
            await asyncio.sleep(0.5)
        return False

    def _say(self, role: RelayRole | None) -> None:
        if self._health is not None:
            self._health.relay_is(role)

    async def _send_once(self, connection: asyncpg.Connection, producer: AIOKafkaProducer) -> bool:
        """Send one batch, or wait for one; return False when stopping and nothing is left."""
        self._wake.clear()
        rows = await connection.fetch(READ, self._from(), self._batch)
        if rows:
            reached("relay.after_read")
            await asyncio.wait_for(self._publish(producer, rows), 30)
            reached("relay.after_acknowledge")
            oldest, following = await connection.fetchrow(DELETE, [row[0] for row in rows])
            reached("relay.after_delete")
            self._sent(rows)
            self._move_hint(rows[-1][0], oldest, following)
            return True
        if self._stopping:
            return self._hint != 0 and self._forget_hint()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), FULL_LOOK_EVERY / 2)
        return True

    def _move_hint(self, last: int, oldest: int, following: int) -> None:
        """Skip rows up to one that was sent, once whoever drew an id before it has committed.

        A transaction that drew an id and is still open may be followed by another of the same key:
        if the first were skipped, the second would leave before it.
        """
        if self._next_hint is not None and oldest >= self._next_hint[1]:
            self._hint, self._next_hint = self._next_hint[0], None
        if self._next_hint is None:
            self._next_hint = last, following

    def _from(self) -> int:
        now = time.monotonic()
        if now - self._looked_at >= FULL_LOOK_EVERY:
            self._looked_at, self._hint = now, 0
        return self._hint

    def _forget_hint(self) -> bool:
        self._hint = 0
        return True

    async def _publish(self, producer: AIOKafkaProducer, rows: Sequence[Row]) -> None:
        """Send rows, a hand-built batch per partition at a time; wait for the acknowledgments."""
        pending: dict[tuple[str, int], list[Row]] = defaultdict(list)
        topics = {row[1] for row in rows}
        partitions = {topic: len(await producer.partitions_for(topic)) for topic in topics}
        for row in rows:
            topic = row[1]
            pending[topic, _key_hash(row[2]) % partitions[topic]].append(row)
        while pending:
            sent = []
            for (topic, partition), waiting in list(pending.items()):
                batch = producer.create_batch()
                taken = _fill(batch, waiting)
                sent.append(await producer.send_batch(batch, topic, partition=partition))
                if taken == len(waiting):
                    del pending[topic, partition]
                else:
                    pending[topic, partition] = waiting[taken:]
            reached("relay.after_send")
            await asyncio.gather(*sent)


@lru_cache(maxsize=65_536)
def _key_hash(key: bytes) -> int:
    """Kafka's own hash of a key: the same key goes to the same partition, whoever publishes."""
    return int(murmur2(key) & 0x7FFFFFFF)


def _fill(batch: BatchBuilder, rows: Sequence[Row]) -> int:
    """Append rows until the batch is full; return how many went in."""
    for taken, (_, _, key, value, headers) in enumerate(rows):
        pairs = [(name, text.encode()) for name, text in orjson.loads(headers).items()]
        if batch.append(key=key, value=value, timestamp=None, headers=pairs) is None:
            if taken == 0:
                msg = "an outbox row is larger than a batch may be"
                raise ValueError(msg)
            batch.close()
            return taken
    batch.close()
    return len(rows)


async def _close(producer: AIOKafkaProducer | None, connection: asyncpg.Connection) -> None:
    if producer is not None:
        with suppress(Exception):
            await asyncio.wait_for(producer.stop(), 3)
    try:
        await asyncio.wait_for(connection.close(), 3)
    except Exception:  # noqa: BLE001 - it is gone either way
        connection.terminate()
