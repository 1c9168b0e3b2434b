"""What is measured is true, and measuring gets in nobody's way."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import asyncpg
import pytest
from aiokafka import ConsumerRecord
from confluent_kafka.admin import NewTopic  # type: ignore[attr-defined]

from deploy.local.stack import Stack
from shared.clock import SimulatedClock
from shared.observability.health import Health
from shared.observability.looking import Look, keep_looking
from shared.observability.metrics import Metrics
from shared.runtime.consumer import Consumer, Membership
from shared.runtime.gauges import DatabaseGauges, KafkaGauges
from shared.runtime.kafka_access import KafkaAccess
from shared.store import engine_tables, measures
from shared.store.database import connect
from shared.store.measures import Measures
from tests.support.cleaning import drop_topics
from tests.support.databases import EmptyDatabases
from tests.support.kafka import admin_of, producer_to

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HELD = """
INSERT INTO held (delivery_id, topic, order_key, programme, waits_for, code, pointer, value,
  headers, held_at)
SELECT gen_random_uuid(), 't', 'k', 'p7k2', $1, '', '', '', '', $2 FROM generate_series(1, $3)
"""
UNSENT = """
INSERT INTO outbox (event_id, topic, key, value, headers, created_at)
SELECT gen_random_uuid(), 't', 'k', '{}', '{}', clock_timestamp() - interval '90 s'
FROM generate_series(1, $1)
"""


@pytest.fixture
async def url(databases: EmptyDatabases) -> AsyncIterator[str]:
    taken = databases.take()
    engine = connect(taken, "test")
    async with engine.begin() as connection:
        await connection.run_sync(engine_tables.metadata.create_all)
    await engine.dispose()
    yield taken
    databases.give_back(taken)


@pytest.fixture
async def direct(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


@pytest.fixture
async def measuring(url: str) -> AsyncIterator[Measures]:
    opened = Measures(url, "toy")
    yield opened
    await opened.close()


async def test_empty_tables_measure_as_nothing(measuring: Measures) -> None:
    found = await measuring.take(NOW)
    assert found == (0, 0.0, {"stage": 0, "behind": 0}, 0, 0.0, {})


async def test_every_kind_of_waiting_is_measured_by_itself(
    measuring: Measures, direct: asyncpg.Connection
) -> None:
    await direct.execute(HELD, "operator", NOW - timedelta(hours=2), 2)
    await direct.execute(HELD, "behind", NOW - timedelta(hours=1), 3)
    await direct.execute(HELD, "stage", NOW, 4)
    await direct.execute(UNSENT, 5)
    await direct.execute("INSERT INTO stage VALUES ('p7k2', 'canary', '{}', 0)")
    found = await measuring.take(NOW)
    assert found.parked == {"stage": 4, "behind": 3}
    assert (found.dead_letters, found.oldest_dead_letter) == (2, 7200.0)
    assert found.unsent == 5
    assert 90 <= found.oldest_unsent < 180
    assert found.stages == {"p7k2": "canary"}


async def test_an_outbox_that_grows_for_days_costs_no_more_to_count(
    measuring: Measures, direct: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await direct.execute(UNSENT, 50)
    fewer = measures._OUTBOX.replace(str(measures.MOST_COUNTED), "20")
    monkeypatch.setattr(measures, "_OUTBOX", fewer)
    assert (await measuring.take(NOW)).unsent == 20


async def test_measuring_leaves_no_transaction_open_and_waits_for_no_row_lock(
    measuring: Measures, direct: asyncpg.Connection
) -> None:
    await direct.execute(UNSENT, 1)
    async with direct.transaction():
        await direct.execute("DELETE FROM outbox")
        await direct.execute("LOCK TABLE held IN EXCLUSIVE MODE")
        assert (await measuring.take(NOW)).unsent == 1
    states = await direct.fetch(
        "SELECT state FROM pg_stat_activity WHERE application_name = 'inroads-toy-measures'"
    )
    assert [row[0] for row in states] == ["idle"]


async def test_a_connection_that_was_lost_is_opened_again_and_told_meanwhile(
    measuring: Measures, direct: asyncpg.Connection
) -> None:
    health, metrics = Health(), Metrics("toy", "north")
    gauges = DatabaseGauges(measuring, SimulatedClock(NOW), metrics, health, {})
    await gauges.look()
    assert health.database_up
    await direct.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'inroads-toy-measures'"
    )
    await asyncio.sleep(0.1)
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        await gauges.look()  # the driver may have noticed already, and then opens another
    await gauges.look()
    assert health.database_up


async def test_a_database_that_is_away_is_told(url: str) -> None:
    health, away = Health(), Measures(url.rpartition("/")[0] + "/gone", "toy")
    health.database_answered()
    gauges = DatabaseGauges(away, SimulatedClock(NOW), Metrics("toy", "north"), health, {})
    with pytest.raises(asyncpg.PostgresError):
        await gauges.look()
    assert not health.database_up


async def test_a_look_that_fails_is_tried_again_and_one_that_costs_much_is_rare() -> None:
    taken: list[float] = []

    async def look() -> None:
        taken.append(time.monotonic())
        if len(taken) == 1:
            raise OSError

    looking = asyncio.create_task(keep_looking(Look("test", look, every=0.01)))
    await asyncio.sleep(0.2)
    looking.cancel()
    assert len(taken) > 2
    thrifty = Look("test", look, every=2, share=0.01, at_most=600)
    assert [thrifty.pause_after(cost) for cost in (0.001, 0.1, 60)] == [2, 10, 600]


class Hanging:
    """Takes in what comes, but for batches that it holds until told otherwise."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.began = asyncio.Event()

    async def __call__(self, _records: Sequence[ConsumerRecord]) -> None:
        self.began.set()
        await self.goes_on.wait()


async def test_an_idle_consumer_polls_and_a_hanging_one_is_seen_with_what_waits_for_it(
    stack: Stack,
) -> None:
    topic = f"t-{time.monotonic_ns()}.waiting"
    health, hanging, access = Health(poll_limit=1), Hanging(), KafkaAccess(stack.kafka)
    admin = admin_of(stack.kafka)
    admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])[topic].result(30)
    producer = producer_to(stack.kafka)
    producer.produce(topic, b"{}")
    producer.flush(30)
    consumer = Consumer(access, [topic], Membership(topic), hanging, health=health)
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            await hanging.began.wait()
        assert await consumer.lag() == {topic: 1}, "it is in flight, and has no effect yet"
        await asyncio.sleep(1.2)
        assert not health.live
        hanging.goes_on.set()
        await asyncio.sleep(1.2)
        assert await consumer.lag() == {topic: 0}
        assert health.live, "it polls, though nothing comes"
    finally:
        hanging.goes_on.set()
        await consumer.stop()
        drop_topics(stack.kafka, topic.partition(".")[0])


class NeverAnswers:
    """A consumer whose broker went away: it waits, and takes no notice of being cancelled."""

    def __init__(self) -> None:
        self.answers = False

    async def lag(self) -> dict[str, int]:
        for _ in range(3):
            if self.answers:
                return {"north.waiting": 7}
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)
        return {}


async def test_a_question_that_never_ends_does_not_keep_the_next_from_being_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.runtime.gauges._SECONDS", 0.05)
    consumer, health = NeverAnswers(), Health()
    metrics = Metrics("matching", "north")
    looking = KafkaGauges(cast("Consumer", consumer), ["north.waiting"], metrics, health)
    with pytest.raises(TimeoutError):
        await looking.look()
    consumer.answers = True
    await looking.look()
    assert b'stream="waiting"} 7.0' in metrics.exposition()
