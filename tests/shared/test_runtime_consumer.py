"""A consumer that stands still begins anew; one without work or without brokers is left alone."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from confluent_kafka.admin import NewTopic  # type: ignore[attr-defined]

from deploy.local.stack import Stack
from shared.runtime import consumer as module
from shared.runtime.consumer import Consumer, Membership
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.watchdog import Watchdog, brokers
from tests.support.cleaning import drop_topics
from tests.support.kafka import admin_of, producer_to

LOOK, STILL = 1.0, 2.0
"""Seconds; a broker answers a fetch after half a second at the latest."""


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - whoever makes it true does not know of this test
            await asyncio.sleep(0.05)


@dataclass
class Reading:
    """A consumer of topics under a prefix of their own, and what it was given."""

    kafka: str
    prefix: str = field(default_factory=lambda: f"t-{secrets.token_hex(4)}")
    values: list[bytes] = field(default_factory=list)

    def make_topic(self, name: str) -> None:
        topic, admin = f"{self.prefix}.{name}", admin_of(self.kafka)
        admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(30)

    def delete_topic(self, name: str) -> None:
        topic, admin = f"{self.prefix}.{name}", admin_of(self.kafka)
        admin.delete_topics([topic])[topic].result(30)

    def send(self, name: str, value: bytes) -> None:
        producer = producer_to(self.kafka)
        producer.produce(f"{self.prefix}.{name}", value)
        producer.flush(30)

    async def take(self, records: Sequence[ConsumerRecord]) -> None:
        self.values += [record.value for record in records]

    async def comes(self, value: bytes) -> None:
        await until(lambda: value in self.values)

    @asynccontextmanager
    async def begun(self, *names: str) -> AsyncIterator[Consumer]:
        group = Membership(self.prefix, "one")
        topics = [f"{self.prefix}.{name}" for name in names]
        consumer = Consumer(KafkaAccess(self.kafka), topics, group, self.take)
        await consumer.start()
        watching = asyncio.create_task(consumer.watch(look=LOOK, still=STILL))
        try:
            yield consumer
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            await consumer.stop()
            drop_topics(self.kafka, self.prefix)


def client_of(consumer: Consumer) -> Any:  # noqa: ANN401 - untyped
    return consumer._subscriber.consumer


def poll_fails(client: Any) -> None:  # noqa: ANN401 - untyped
    async def getmany(**_: object) -> None:
        raise KafkaError

    client.getmany = getmany


def commit_hangs(client: Any) -> None:  # noqa: ANN401 - untyped
    client.commit = lambda _offsets: asyncio.Event().wait()


LOST: dict[str, Callable[[Any], object]] = {
    "the group": lambda client: client._coordinator._coordination_task.cancel(),
    "the fetches": lambda client: client._fetcher._fetch_task.cancel(),
    "the polls": poll_fails,
    "the commits": commit_hangs,
}


@pytest.mark.parametrize("lost", LOST)
async def test_a_consumer_of_which_a_part_has_died_begins_anew(stack: Stack, lost: str) -> None:
    reading = Reading(stack.kafka)
    reading.make_topic("facts")
    async with reading.begun("facts") as consumer:
        reading.send("facts", b"before")
        await reading.comes(b"before")
        dead = client_of(consumer)
        LOST[lost](dead)
        reading.send("facts", b"after")
        await until(lambda: client_of(consumer) is not dead)
        await reading.comes(b"after")


async def test_an_idle_consumer_is_left_alone(stack: Stack) -> None:
    reading = Reading(stack.kafka)
    reading.make_topic("facts")
    async with reading.begun("facts") as consumer:
        reading.send("facts", b"one")
        await reading.comes(b"one")
        client = client_of(consumer)
        await asyncio.sleep(2 * (LOOK + STILL))
        assert client_of(consumer) is client


async def test_a_topic_that_was_missing_is_read_soon_after_it_is_back(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "METADATA_SECONDS", 1)
    reading = Reading(stack.kafka)
    reading.make_topic("facts")
    reading.make_topic("lost")
    async with reading.begun("facts", "lost") as consumer:
        reading.send("lost", b"one")
        await reading.comes(b"one")
        reading.delete_topic("lost")
        await until(lambda: len(client_of(consumer).assignment()) == 1)
        reading.make_topic("lost")
        reading.send("lost", b"two")
        await reading.comes(b"two")


def dog(lives: Callable[[], bool], answers: Callable[[], Awaitable[bool]]) -> Watchdog:
    return Watchdog(lives, answers, look=0.01, still=0.2)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def test_who_shows_no_life_is_barked_at() -> None:
    async with asyncio.timeout(10):
        await dog(lambda: False, yes).bark()


async def test_an_outage_is_not_a_standstill() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await dog(lambda: False, no).bark()


async def test_the_seconds_begin_anew_with_every_sign_of_life() -> None:
    looks = iter(range(10_000))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await dog(lambda: next(looks) % 5 == 0, yes).bark()


async def test_brokers_are_asked_on_a_connection_of_its_own(stack: Stack) -> None:
    assert await brokers(KafkaAccess(stack.kafka))()
    assert not await brokers(KafkaAccess("127.0.0.1:1"))()
