"""Where simulated time stands: the last tick of the region's clock."""

from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.cloudevents import Reading, read
from shared.contracts.operations import ClockTicked
from shared.contracts.streams import Stream, topic
from shared.contracts.unreadable import Unreadable
from shared.runtime.kafka_access import KafkaAccess


def moment_of(reading: Reading) -> datetime | None:
    """Return the moment that a tick names; ``None`` for what is no tick."""
    if isinstance(reading, Unreadable) or not isinstance(reading[1], ClockTicked):
        return None
    return reading[1].now


async def last_tick(kafka: KafkaAccess, region: str) -> datetime | None:
    """Return the moment of the last tick, ``None`` before the first.

    A service that starts again asks, or it would decide by the time at which everything began.
    """
    clock = TopicPartition(topic(region, Stream.CLOCK), 0)
    consumer = AIOKafkaConsumer(**kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([clock])
        end = (await consumer.end_offsets([clock]))[clock]
        if end == 0:
            return None
        consumer.seek(clock, end - 1)
        record = await consumer.getone()
        return moment_of(read(record.value, record.headers))
    finally:
        await consumer.stop()
