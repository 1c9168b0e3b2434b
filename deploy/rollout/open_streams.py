"""Everything that a region says in the open, read anew by whoever verifies it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from deploy.demo.observer import OPEN, Observer
from shared.contracts.streams import topic
from shared.runtime.kafka_access import KafkaAccess


@asynccontextmanager
async def reading_all(kafka: KafkaAccess, region: str) -> AsyncIterator[Observer]:
    """Read a region's open streams from their beginning; in no group, so that nothing is noted."""
    topics = [topic(region, stream) for stream in OPEN]
    consumer = AIOKafkaConsumer(*topics, **kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer.seek_to_beginning(*consumer.assignment())
        yield Observer(consumer)
    finally:
        await consumer.stop()
