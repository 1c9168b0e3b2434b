"""Waiting until nothing moves: every fact consumed, every outbox empty."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from shared.contracts.streams import POLICIES, Stream, topic


class NotQuiet(Exception):
    """Something still moved when the patience ended: says what."""


class Quiet:
    """Knows whether a region's services have done everything that there is to do."""

    def __init__(
        self,
        admin: AIOKafkaAdminClient,
        consumer: AIOKafkaConsumer,
        stores: Mapping[str, asyncpg.Connection],
        listens: Mapping[str, Sequence[TopicPartition]],
        region: str,
    ) -> None:
        self._admin, self._consumer, self._stores = admin, consumer, stores
        self._listens, self._region = listens, region

    async def wait(self, patience: float = 60.0) -> None:
        """Return when nothing is under way. Raises ``NotQuiet`` after ``patience`` seconds."""
        await _until_nothing(self.busy, patience)

    async def wait_for(self, stream: Stream, patience: float = 60.0) -> None:
        """Return when every service has read one stream to its end. Raises ``NotQuiet``."""
        await _until_nothing(partial(self._behind_on, stream), patience)

    async def _behind_on(self, stream: Stream) -> list[str]:
        name = topic(self._region, stream)
        of_stream = {
            service: [partition for partition in partitions if partition.topic == name]
            for service, partitions in self._listens.items()
        }
        every = list({partition for partitions in of_stream.values() for partition in partitions})
        ends = await self._consumer.end_offsets(every)
        for service, partitions in of_stream.items():
            if await self._unread(service, partitions, ends):
                return [f"{service}, which has to read {name}"]
        return []

    async def busy(self) -> list[str]:
        """Return what still moves: unread facts, full outboxes, or a topic that grew meanwhile.

        Everything up to the ends was read, then no outbox holds anything, then the ends are still
        the same: so nothing was on its way between the three looks.
        """
        every = list({partition for listens in self._listens.values() for partition in listens})
        ends = await self._consumer.end_offsets(every)
        for name, partitions in self._listens.items():
            if unread := await self._unread(name, partitions, ends):
                return [f"{name}, which has to read {unread}"]
        for name, store in self._stores.items():
            if await store.fetchval("SELECT EXISTS (SELECT 1 FROM outbox)"):
                return [f"the outbox of {name}"]
        if await self._consumer.end_offsets(every) != ends:
            return ["a topic that still grows"]
        return []

    async def _unread(
        self, name: str, partitions: Sequence[TopicPartition], ends: Mapping[TopicPartition, int]
    ) -> str:
        done = await self._admin.list_consumer_group_offsets(f"{self._region}.{name}")
        for partition in partitions:
            at = done[partition].offset if partition in done else 0
            if max(at, 0) < ends[partition]:
                return str(partition.topic)
        return ""


async def _until_nothing(busy: Callable[[], Awaitable[list[str]]], patience: float) -> None:
    deadline = time.monotonic() + patience
    while still := await busy():
        if time.monotonic() > deadline:
            raise NotQuiet(f"after {patience:.0f} seconds still busy: {', '.join(still)}")
        await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(
    kafka: str, region: str, databases: Mapping[str, str], streams: Mapping[str, Sequence[Stream]]
) -> AsyncIterator[Quiet]:
    """Watch a region: its services' databases, and which streams each listens to."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    await admin.start()
    await consumer.start()
    stores = {name: await asyncpg.connect(url) for name, url in databases.items()}
    listens = {
        name: [
            TopicPartition(topic(region, stream), partition)
            for stream in heard
            for partition in range(POLICIES[stream].partitions)
        ]
        for name, heard in streams.items()
    }
    try:
        yield Quiet(admin, consumer, stores, listens, region)
    finally:
        for store in stores.values():
            await store.close()
        await consumer.stop()
        await admin.close()
