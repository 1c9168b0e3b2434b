"""When the oldest of the records that a service has yet to read was written."""

import asyncio
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition

_PATIENCE = 10.0
"""Seconds. Where compaction left nothing between two offsets there is nothing to wait for."""


async def oldest_unread(
    consumer: AIOKafkaConsumer, reads_on: Mapping[TopicPartition, int]
) -> float | None:
    """Return the time (seconds since 1970) of the oldest record at or after these offsets.

    ``None`` when no partition has one. Raises what aiokafka raises. The consumer's assignment is
    replaced; nothing is committed, and of the records only their time is looked at.
    """
    consumer.assign(list(reads_on))
    for place, offset in reads_on.items():
        consumer.seek(place, offset)
    written: dict[TopicPartition, float] = {}
    clock = asyncio.get_running_loop().time
    deadline = clock() + _PATIENCE
    while len(written) < len(reads_on) and clock() < deadline:
        for place, records in (await consumer.getmany(timeout_ms=500)).items():
            written.setdefault(place, records[0].timestamp / 1000)
            consumer.pause(place)
    return min(written.values(), default=None)
