"""The consumer's edge: FastStream brings batches of raw bytes, offsets follow the database.

Every trap that this avoids was measured (architecture, decision 2): FastStream's default
acknowledges first and so loses what fails; its parser raises on a header that is not UTF-8 and so
loses the batch; ``ack()`` commits positions of other batches; ``nack()`` loops hot. Here the policy
is MANUAL, parser and decoder cannot raise, and offsets are committed explicitly, after the
transaction, aside and coalesced.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import structlog
from aiokafka import ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from shared.observability.health import Health
from shared.privacy.safe_errors import safe_error
from shared.runtime.crash_points import reached
from shared.runtime.kafka_access import KafkaAccess

log = structlog.get_logger()
Apply = Callable[[Sequence[ConsumerRecord]], Awaitable[None]]

COMMIT_EVERY = 0.1
"""Seconds between commits of offsets: a broker writes each to a log. What a crash forgets comes
again and meets the inbox."""
DRAIN_SECONDS = 25
REBALANCE_SECONDS = 30
"""Longer than a batch may take: a drained member hands its partitions over without doubles."""


class Membership(NamedTuple):
    """A consumer group, and a member's name in it; a named one is given its partitions back."""

    group: str
    instance: str | None = None


class Consumer:
    """Feeds batches to ``apply``, one at a time, and commits offsets after it returned."""

    def __init__(
        self,
        kafka: KafkaAccess,
        topics: Sequence[str],
        membership: Membership,
        apply: Apply,
        *,
        batch: int = 1000,
        health: Health | None = None,
    ) -> None:
        self._apply, self._health = apply, health
        self._busy = asyncio.Lock()
        self._done: dict[TopicPartition, int] = {}
        self._committing: asyncio.Task[None] | None = None
        self._stopped = False
        self.broker = KafkaBroker(
            kafka.bootstrap,
            security=kafka.security(),
            ack_policy=AckPolicy.MANUAL,
            apply_types=False,
            allow_auto_create_topics=False,
            consumer_only=True,
            graceful_timeout=DRAIN_SECONDS,
            logger=None,
        )
        self._subscriber = self.broker.subscriber(
            *topics,
            group_id=membership.group,
            group_instance_id=membership.instance,
            auto_offset_reset="earliest",
            batch=True,
            max_records=batch,
            batch_timeout_ms=5,
            parser=self._parse,
            decoder=_decode,
            listener=_Drain(self),
            session_timeout_ms=10_000,
            heartbeat_interval_ms=1_000,
            rebalance_timeout_ms=REBALANCE_SECONDS * 1000,
            max_poll_interval_ms=300_000,
        )
        self._subscriber(self._handle)

    async def start(self) -> None:
        """Join the group and start to consume; raises when the broker is away."""
        await self.broker.start()

    async def stop(self) -> None:
        """Finish the batch in flight, commit its offsets, leave."""
        self._stopped = True
        reached("shutdown.in_flight")
        async with self._busy:
            await self.commit_done()
        await self.broker.stop()

    async def drain(self) -> None:
        """Finish the batch in flight and commit what is done, before partitions are revoked."""
        async with self._busy:
            await self.commit_done()

    def assigned(self, partitions: int) -> None:
        """Note how many partitions this member was given."""
        log.info("partitions.assigned", count=partitions)
        if self._health is not None:
            self._health.assigned(partitions)

    async def commit_done(self) -> None:
        """Commit the offsets of everything whose transaction was committed."""
        if self._committing is not None and not self._committing.done():
            await self._committing
        await self._commit()

    async def _parse(self, records: tuple[ConsumerRecord, ...]) -> KafkaAckableMessage:
        """Wrap a batch without looking at a byte of it: what raises here loses the whole batch."""
        first = records[0]
        return KafkaAckableMessage(
            raw_message=records,
            body=b"",
            headers={},
            batch_headers=[{}],
            correlation_id="-",
            message_id=f"{first.topic}:{first.partition}:{first.offset}",
            consumer=self._subscriber.consumer,
        )

    async def _handle(self, records: tuple[ConsumerRecord, ...]) -> None:
        reached("consumer.after_fetch")
        async with self._busy:
            if self._stopped:
                return
            if self._health is not None:
                self._health.polled()
            try:
                await self._apply(records)
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing of the batch may be skipped
                log.warning("batch.rewound", error=safe_error(error), count=len(records))
                self._rewind(records)
                await asyncio.sleep(0.5)
                return
            last = {(record.topic, record.partition): record.offset for record in records}
            for (topic, partition), offset in last.items():
                self._done[TopicPartition(topic, partition)] = offset + 1
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())

    def _rewind(self, records: Sequence[ConsumerRecord]) -> None:
        first: dict[TopicPartition, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        consumer: Any = self._subscriber.consumer
        for partition, offset in first.items():
            try:
                consumer.seek(partition, offset)
            except IllegalStateError:
                log.info("partition.not_ours_any_more", partition=partition.partition)

    async def _commit(self) -> None:
        while self._done:
            offsets, self._done = self._done, {}
            consumer: Any = self._subscriber.consumer
            try:
                ours = consumer.assignment()
                await consumer.commit({tp: at for tp, at in offsets.items() if tp in ours})
                reached("consumer.after_offset")
            except (KafkaError, IllegalStateError) as error:
                log.info("offsets.not_committed", error=safe_error(error))
                return  # whatever is delivered again meets the inbox
            await asyncio.sleep(0 if self._stopped else COMMIT_EVERY)


async def _decode(message: KafkaAckableMessage) -> object:
    return message.raw_message


class _Drain(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        if not revoked:
            return
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._consumer.drain()
        except TimeoutError:
            log.warning("rebalance.batch_still_in_flight")

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._consumer.assigned(len(assigned))
