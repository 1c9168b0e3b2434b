"""In which order rows leave an outbox that several transactions write at once, on PostgreSQL."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.ports import OutgoingRow
from shared.runtime.relay import Relay, Row
from shared.store import engine_tables
from shared.store.database import connect
from shared.store.postgres import PostgresStore, PostgresTransaction
from tests.support.databases import EmptyDatabases

TOPIC = "north.waiting"


class SendingRelay(Relay):
    """A relay that remembers what it sent instead of sending it."""

    def __init__(self, url: str) -> None:
        super().__init__(url, KafkaAccess("nowhere"))
        self.sent: list[str] = []

    async def _publish(self, _producer: object, rows: Sequence[Row]) -> None:
        self.sent += [row[3].decode() for row in rows]


@pytest.fixture
async def url(databases: EmptyDatabases) -> AsyncIterator[str]:
    taken = databases.take()
    engine = connect(taken, "test")
    async with engine.begin() as connection:
        await connection.run_sync(engine_tables.metadata.create_all)
    await engine.dispose()
    yield taken
    databases.give_back(taken)


async def test_a_row_that_commits_late_still_leaves_before_the_next_of_its_key(url: str) -> None:
    relay, looking = SendingRelay(url), await asyncpg.connect(url)
    async with _store(url) as store:
        await _send(relay, looking)  # looks at everything now, and again in a second
        async with store.transaction() as slow:
            await _announce(slow, "ann", "first of ann")
            async with store.transaction() as quick:
                await _announce(quick, "bob", "first of bob")
            await _send(relay, looking)
        async with store.transaction() as later:
            await _announce(later, "ann", "second of ann")
        await _send(relay, looking)
        relay._looked_at = 0.0
        await _send(relay, looking)
    await looking.close()
    assert relay.sent == ["first of bob", "first of ann", "second of ann"]


async def test_what_was_sent_and_deleted_is_not_looked_at_again(url: str) -> None:
    relay, looking = SendingRelay(url), await asyncpg.connect(url)
    async with _store(url) as store:
        await _send(relay, looking)
        sent: list[str] = []
        while not relay._hint and len(sent) < 50:  # another database's transaction may delay it
            sent.append(f"number {len(sent)}")
            async with store.transaction() as transaction:
                await _announce(transaction, "ann", sent[-1])
            await _send(relay, looking)
        last = await looking.fetchval("SELECT last_value FROM outbox_id_seq")
    await looking.close()
    assert relay.sent == sent
    assert 1 <= relay._hint <= last


@asynccontextmanager
async def _store(url: str) -> AsyncIterator[PostgresStore]:
    engine = connect(url, "test")
    yield PostgresStore(engine, ())
    await engine.dispose()


async def _announce(transaction: PostgresTransaction, key: str, value: str) -> None:
    await transaction.claim([uuid4()], datetime(2019, 5, 6, tzinfo=UTC))
    await transaction.number({(TOPIC, key): 1})
    await transaction.announce([OutgoingRow(uuid4(), TOPIC, key.encode(), value.encode(), b"{}")])


async def _send(relay: SendingRelay, connection: asyncpg.Connection) -> None:
    relay._wake.set()
    await relay._send_once(connection, None)
