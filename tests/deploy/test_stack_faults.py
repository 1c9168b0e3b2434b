"""A stack's servers can be crashed and come back with what they had."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError

from deploy.local.server import Server
from deploy.local.stack import Stack, open_stack


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    """A stack that no other test uses, since it is crashed here."""
    with open_stack(embedded_only=True) as opened:
        yield opened


def _server(server: Server | None) -> Server:
    assert server is not None
    return server


async def _create_topic(stack: Stack, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()


async def _write(stack: Stack, topic: str, *records: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka, enable_idempotence=True)
    await producer.start()
    for record in records:
        await producer.send_and_wait(topic, record)
    await producer.stop()


async def _read(stack: Stack, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    records = [(await consumer.getone()).value for _ in range(count)]
    await consumer.stop()
    return records


async def _rows(stack: Stack) -> int:
    connection = await asyncpg.connect(stack.database)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS people (id int)")
        await connection.execute("INSERT INTO people VALUES (1)")
        return int(await connection.fetchval("SELECT count(*) FROM people"))
    finally:
        await connection.close()


@pytest.mark.parametrize("ending", [Server.kill, Server.stop])
async def test_kafka_keeps_its_records(own: Stack, ending: Callable[[Server], None]) -> None:
    kafka, topic = _server(own.kafka_process), f"kept-{uuid4()}"
    await _create_topic(own, topic)
    await _write(own, topic, b"before")
    ending(kafka)
    assert not kafka.running
    kafka.start()
    await _write(own, topic, b"after")
    assert await _read(own, topic, 2) == [b"before", b"after"]


@pytest.mark.parametrize("ending", [Server.kill, Server.stop])
async def test_postgres_keeps_its_rows(own: Stack, ending: Callable[[Server], None]) -> None:
    postgres = _server(own.postgres_process)
    before = await _rows(own)
    ending(postgres)
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncpg.connect(own.database)
    postgres.start()
    assert await _rows(own) == before + 1


async def test_a_crash_ends_every_process_of_the_server(own: Stack) -> None:
    postgres = _server(own.postgres_process)
    session = await asyncpg.connect(own.database)
    workers = psutil.Process(postgres.pid).children(recursive=True)
    assert len(workers) > 3
    postgres.kill()
    assert not any(worker.is_running() and worker.status() != "zombie" for worker in workers)
    session.terminate()
    postgres.start()


async def test_a_topic_that_nobody_declared_is_not_created(own: Stack) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=own.kafka, request_timeout_ms=1000)
    await producer.start()
    with pytest.raises(UnknownTopicOrPartitionError):
        await producer.send("undeclared", b"")
    await producer.stop()


async def test_a_chosen_folder_is_found_again(open_folder: Path) -> None:
    for expected in (1, 2):
        with open_stack(open_folder, embedded_only=True) as stack:
            if expected == 1:
                await _create_topic(stack, "kept")
            await _write(stack, "kept", b"%d" % expected)
            assert await _rows(stack) == expected
            assert await _read(stack, "kept", expected) == [b"1", b"2"][:expected]
