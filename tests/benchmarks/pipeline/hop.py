"""One measured hop: warm up, publish, wait until everything is done, read the meters."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from confluent_kafka import Producer

from deploy.local.stack import Stack
from shared.contracts.streams import POLICIES, Stream, topic
from tests.benchmarks.pipeline.before import remember_circles
from tests.benchmarks.pipeline.events import REPORTS, Message, circles, reports
from tests.benchmarks.pipeline.meter import CpuSeconds, cpu_seconds
from tests.benchmarks.pipeline.variants import Running, Variant, Where, migrated, prepare, started

WARM_UP = 1500


@dataclass(frozen=True, slots=True)
class Hop:
    """What a hop cost: CPU microseconds per event by part, and events per second of wall time."""

    variant: str
    events: int
    python_us: float
    postgres_us: float
    kafka_us: float
    per_second: float

    @property
    def total_us(self) -> float:
        """All processes together."""
        return self.python_us + self.postgres_us + self.kafka_us


async def measure(variant: Variant, region: str, stack: Stack, folder: Path) -> Hop:
    """Run one variant once, in topics and a database of its own."""
    await prepare(region, stack, folder)
    database = migrated(region, stack)
    warm_circles = circles(-(-min(WARM_UP, variant.events) // REPORTS), f"{region}-warm")
    met = circles(-(-variant.events // REPORTS), region)
    await remember_circles(region, database, [*warm_circles, *met])
    warm = reports(region, warm_circles, f"{region}-warm")
    events = reports(region, met, region, invalid_share=variant.invalid_share)
    with started(variant, Where(region, database), stack, folder) as running:
        async with _watching(running, stack) as done:
            publish(stack.kafka, warm)
            await done.wait()
            before, began = _meters(running, stack), time.perf_counter()
            publish(stack.kafka, events)
            await done.wait()
            seconds = time.perf_counter() - began
            used = _meters(running, stack) - before
    per = 1e6 / len(events)
    return Hop(
        variant.name,
        len(events),
        used.python * per,
        used.postgres * per,
        used.kafka * per,
        len(events) / seconds,
    )


def publish(kafka: str, messages: Sequence[Message]) -> None:
    """Publish messages as fast as librdkafka does, and wait for every acknowledgment."""
    producer = Producer({"bootstrap.servers": kafka, "acks": "all", "linger.ms": 5})
    for count, message in enumerate(messages, 1):
        producer.produce(message.topic, message.value, message.key, headers=message.headers)
        if count % 10_000 == 0:
            producer.flush()
    producer.flush()


def _meters(running: Running, stack: Stack) -> CpuSeconds:
    assert stack.postgres_process is not None
    assert stack.kafka_process is not None
    assert stack.postgres_process.pid is not None
    assert stack.kafka_process.pid is not None
    return cpu_seconds(running.pid, stack.postgres_process.pid, stack.kafka_process.pid)


class _Done:
    """Knows when a variant has consumed, committed and relayed everything."""

    def __init__(
        self,
        running: Running,
        admin: AIOKafkaAdminClient,
        consumer: AIOKafkaConsumer,
        store: asyncpg.Connection,
    ) -> None:
        self._group = f"{running.region}.scheduling"
        self._admin, self._consumer, self._store = admin, consumer, store
        self._partitions = [
            TopicPartition(topic(running.region, Stream.ATTENDANCE), p)
            for p in range(POLICIES[Stream.ATTENDANCE].partitions)
        ]

    async def wait(self, patience: float = 300.0) -> None:
        """Return when nothing is left to do."""
        deadline = time.monotonic() + patience
        ends = await self._consumer.end_offsets(self._partitions)
        while not await self._finished(ends):
            if time.monotonic() > deadline:
                msg = f"not done after {patience:.0f} seconds; see the variant's log"
                raise TimeoutError(msg)
            await asyncio.sleep(0.1)

    async def _finished(self, ends: dict[TopicPartition, int]) -> bool:
        at = await self._admin.list_consumer_group_offsets(self._group)
        if any(end > (at[p].offset if p in at else 0) for p, end in ends.items()):
            return False
        return not await self._store.fetchval("SELECT EXISTS (SELECT 1 FROM outbox)")


@asynccontextmanager
async def _watching(running: Running, stack: Stack) -> AsyncIterator[_Done]:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka, enable_auto_commit=False)
    await admin.start()
    await consumer.start()
    store = await asyncpg.connect(running.database)
    try:
        yield _Done(running, admin, consumer, store)
    finally:
        await store.close()
        await consumer.stop()
        await admin.close()
