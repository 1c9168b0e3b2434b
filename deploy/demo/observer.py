"""Somebody outside who reads the region's open streams, as any consumer may."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import POLICIES, Stream, topic
from shared.contracts.unreadable import Unreadable

OPEN = tuple(s for s, p in POLICIES.items() if not p.restricted and s is not Stream.CLOCK)


class Observer:
    """Reads everything that is new, from the first fact on."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self.seen: Counter[str] = Counter()

    async def new_facts(self) -> list[tuple[Envelope, Fact]]:
        """Return every fact published since the last call, in the order per partition."""
        facts = []
        ends = await self._consumer.end_offsets(self._consumer.assignment())
        while not await self._reached(ends):
            batches = await self._consumer.getmany(timeout_ms=50)
            for record in (record for batch in batches.values() for record in batch):
                reading = read(record.value, record.headers)
                if not isinstance(reading, Unreadable):
                    self.seen[reading[0].type] += 1
                    facts.append(reading)
        return facts

    async def _reached(self, ends: dict[TopicPartition, int]) -> bool:
        for partition, end in ends.items():
            if await self._consumer.position(partition) < end:
                return False
        return True


@asynccontextmanager
async def observing(kafka: str, region: str) -> AsyncIterator[Observer]:
    """Observe a region's open streams for as long as the context lasts."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        partitions = []
        for stream in OPEN:
            name = topic(region, stream)
            count = await consumer._client.fetch_all_metadata()  # noqa: SLF001 - no public way by name
            partitions += [TopicPartition(name, p) for p in count.partitions_for_topic(name) or ()]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        yield Observer(consumer)
    finally:
        await consumer.stop()
