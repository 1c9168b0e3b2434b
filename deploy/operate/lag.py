"""How far each service is behind what its streams hold, asked of Kafka alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from deploy.local.listens import streams_of
from deploy.local.region import SERVICES
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.oldest_unread import oldest_unread
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess

_PATIENCE_MS = 10_000
_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class StreamLag:
    """What a service has yet to read of one stream.

    ``count`` is in records; a compacted stream may hold fewer. ``deleted_unread`` is how many were
    removed by age before they were read: they are lost to this service. Where ``count`` or an age
    is missing although something waits, ``why`` says what was in the way.
    """

    service: str
    stream: str
    count: int | None
    oldest_seconds: float | None = None
    deleted_unread: int = 0
    why: str = ""


class _Asks(NamedTuple):
    admin: AIOKafkaAdminClient
    consumer: AIOKafkaConsumer


async def lag_of(
    kafka: KafkaAccess, region: str, services: Sequence[str] = SERVICES, *, simulated: bool = False
) -> list[StreamLag]:
    """Return the lag of services on each stream they listen to; looks at no key and no value.

    A stream that could not be looked at is listed without a count. ``simulated`` counts the clock's
    stream, too. Raises ``CannotTell`` when Kafka does not answer at all.
    """
    async with _asking(kafka) as asks:
        found: list[StreamLag] = []
        for service in services:
            streams = streams_of(service, simulated=simulated)
            found += await _lag_of_service(asks, region, service, streams)
        return found


@asynccontextmanager
async def _asking(kafka: KafkaAccess) -> AsyncIterator[_Asks]:
    admin = AIOKafkaAdminClient(**kafka.client(), request_timeout_ms=_PATIENCE_MS)
    consumer = AIOKafkaConsumer(
        **kafka.client(), enable_auto_commit=False, request_timeout_ms=_PATIENCE_MS
    )
    try:
        await admin.start()
        await consumer.start()
    except (KafkaError, OSError) as error:
        await asyncio.gather(consumer.stop(), admin.close(), return_exceptions=True)
        raise CannotTell(
            f"Kafka at {kafka.bootstrap} does not let us in ({type(error).__name__}). Check that it"
            " runs there, and the user and the password."
        ) from error
    try:
        yield _Asks(admin, consumer)
    finally:
        await consumer.stop()
        await admin.close()


async def _lag_of_service(
    asks: _Asks, region: str, service: str, streams: Sequence[Stream]
) -> list[StreamLag]:
    try:
        read = await _read_by(asks.admin, f"{region}.{service}")
    except KafkaError as error:
        why = f"the offsets of group {region}.{service} cannot be read: {type(error).__name__}"
        return [StreamLag(service, stream, None, why=why) for stream in streams]
    return [await _lag_of_stream(asks, region, service, stream, read) for stream in streams]


async def _read_by(admin: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """Return where a group reads on; a coordinator may be away for a moment and then be back."""
    for attempt in range(_ATTEMPTS):
        try:
            committed = await admin.list_consumer_group_offsets(group)
        except KafkaError as error:
            if not error.retriable or attempt + 1 == _ATTEMPTS:
                raise
            await asyncio.sleep(1)
        else:
            break
    return {place: kept.offset for place, kept in committed.items()}


async def _lag_of_stream(
    asks: _Asks, region: str, service: str, stream: Stream, read: Mapping[TopicPartition, int]
) -> StreamLag:
    name = topic(region, stream)
    try:
        places = await _places(asks.admin, name)
        first = await asks.consumer.beginning_offsets(places)
        ends = await asks.consumer.end_offsets(places)
    except (KafkaError, CannotTell) as error:
        why = str(error) if isinstance(error, CannotTell) else f"{name}: {type(error).__name__}"
        return StreamLag(service, stream, None, why=why)
    reads_on = {place: max(read.get(place, 0), first[place]) for place in places}
    unread = {place: at for place, at in reads_on.items() if at < ends[place]}
    count = sum(ends[place] - at for place, at in unread.items())
    deleted = sum(reads_on[place] - read[place] for place in places if read.get(place, -1) >= 0)
    age, why = await _age(asks.consumer, unread)
    return StreamLag(service, stream, count, age, deleted, why)


async def _places(admin: AIOKafkaAdminClient, name: str) -> list[TopicPartition]:
    (found,) = await admin.describe_topics([name])
    described: Mapping[str, Any] = found
    numbers = [partition["partition"] for partition in described["partitions"]]
    if described["error_code"] or not numbers:
        raise CannotTell(f"there is no topic {name}, or this user may not see it")
    return [TopicPartition(name, number) for number in sorted(numbers)]


async def _age(
    consumer: AIOKafkaConsumer, unread: Mapping[TopicPartition, int]
) -> tuple[float | None, str]:
    if not unread:
        return None, ""
    try:
        written = await oldest_unread(consumer, unread)
    except KafkaError as error:
        return None, f"what is unread cannot be looked at: {type(error).__name__}"
    if written is None:
        return None, "nothing could be read of what is unread"
    return max(time.time() - written, 0.0), ""
