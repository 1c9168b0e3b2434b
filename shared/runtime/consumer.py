"""The consumer's edge: FastStream brings batches of raw bytes, offsets follow the database.

Every trap that this avoids was measured (architecture, decision 2): FastStream's default
acknowledges first and so loses what fails; its parser raises on a header that is not UTF-8 and so
loses the batch; ``ack()`` commits positions of other batches; ``nack()`` loops hot. Here the policy
is MANUAL, parser and decoder cannot raise, and offsets are committed explicitly, after the
transaction, aside and coalesced.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
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
from shared.runtime.failures import ConsumerStuck
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.offsets import Offsets
from shared.runtime.watchdog import LOOK_SECONDS, STILL_SECONDS, Watchdog, brokers

log = structlog.get_logger()
Place = tuple[str, int]
"""A topic and the number of one of its partitions."""
Apply = Callable[[Sequence[ConsumerRecord]], Awaitable[None]]

DRAIN_SECONDS = 25
FINISH_SECONDS, LEAVE_SECONDS = 15, 5
"""How long a service that was told to end takes at most: less than whoever told it waits."""
METADATA_SECONDS = 10
"""How long a topic may be there and not be read, because it was not there when a group's leader
asked. aiokafka would ask again after 5 minutes."""
FETCH_WAIT_MS = 100
"""How long a broker keeps a question for news open. One consumer asks it one question at a time, so
while a busy topic's records are applied, a question about the quiet ones holds up the next fetch:
with aiokafka's 500 ms a third of the throughput was lost (measured: 4,800 events/s, then 6,900)."""
POLL_WAIT_MS = 500
"""How long a poll waits for records; it ends with the first. FastStream asks anew every 10 ms while
there are none: half of what an idle service cost (measured: 4.3% of a processor, then 1.9%)."""
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
        self._brokers_answer = brokers(kafka)
        self._settled, self._polled_at = False, 0.0
        self._offsets = Offsets(lambda: self._subscriber.consumer)
        self._busy = asyncio.Lock()
        self._in_flight: dict[Place, int] = {}
        self._stopped = False
        self.broker = KafkaBroker(
            kafka.bootstrap,
            security=kafka.security(),
            ack_policy=AckPolicy.MANUAL,
            apply_types=False,
            allow_auto_create_topics=False,
            consumer_only=True,
            metadata_max_age_ms=METADATA_SECONDS * 1000,
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
            fetch_max_wait_ms=FETCH_WAIT_MS,
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
        self._wait_in_polls()

    async def watch(self, *, look: float = LOOK_SECONDS, still: float = STILL_SECONDS) -> None:
        """Begin anew whenever it stands still although the brokers answer; see ``Watchdog``.

        Raises ``ConsumerStuck`` when it cannot: then only a new process helps.
        """
        watchdog = Watchdog(partial(self._lives, look), self._brokers_answer, look, still)
        while True:
            await watchdog.bark()
            log.warning("consumer.begins_anew")
            try:
                await self._begin_anew()
            except TimeoutError:
                raise ConsumerStuck from None
            except KafkaError as error:  # it is away again
                log.warning("consumer.not_begun", error=safe_error(error))

    async def _begin_anew(self) -> None:
        self._settled = False
        self._offsets.begin_anew()
        async with asyncio.timeout(FINISH_SECONDS + LEAVE_SECONDS):
            await self._subscriber.stop()
            await self._subscriber.start()
        self._wait_in_polls()

    def _lives(self, lately: float) -> bool:
        """Try again what could not be committed, and tell whether there was a sign of life lately.

        A batch is under way; or the group is settled, commits go through, polls end well, and a
        broker answered a fetch. One that was given no partition has nothing to fetch.
        """
        if self._busy.locked():
            return True
        self._offsets.commit_aside()
        polls = time.monotonic() - self._polled_at < lately
        if not (self._settled and polls) or self._offsets.hang(lately):
            return False
        consumer: Any = self._subscriber.consumer
        mine = consumer.assignment()
        heard = [consumer.last_poll_timestamp(place) or 0 for place in mine]
        return not heard or max(heard) / 1000 > time.time() - lately

    async def lag(self) -> dict[str, int]:
        """Return by topic how many records this member was given that have no effect yet.

        Asks the brokers where their partitions end. Raises what aiokafka raises.
        """
        consumer: Any = self._subscriber.consumer
        mine = consumer.assignment()
        if not mine:
            await consumer.topics()  # an answer is an answer
        waiting: dict[str, int] = defaultdict(int)
        for place, end in (await consumer.end_offsets(mine) if mine else {}).items():
            waiting[place.topic] += max(end - await self._reached(consumer, place), 0)
        return waiting

    async def _reached(self, consumer: Any, place: TopicPartition) -> int:  # noqa: ANN401 - untyped
        """What was fetched and is not applied yet counts as not reached."""
        if place in self._in_flight:
            return self._in_flight[place]
        try:
            return int(await consumer.position(place))
        except IllegalStateError:  # given to another member meanwhile
            return 1 << 63

    def _wait_in_polls(self) -> None:
        """Have each poll wait for records, and note it: an idle service must be seen, too.

        FastStream neither waits nor tells of polls that bring nothing.
        """
        consumer: Any = self._subscriber.consumer
        poll = consumer.getmany

        async def wait(*places: TopicPartition, **how: Any) -> Any:  # noqa: ANN401 - untyped
            if self._health is not None:
                self._health.polled()
            found = await poll(*places, **how | {"timeout_ms": POLL_WAIT_MS})
            self._polled_at = time.monotonic()
            return found

        consumer.getmany = wait

    async def stop(self) -> None:
        """Finish the batch in flight, commit its offsets, leave; each within its time.

        With a server away neither may ever end. What was not finished comes again.
        """
        self._stopped = True
        self._offsets.hurry()
        reached("shutdown.in_flight")
        try:
            async with asyncio.timeout(FINISH_SECONDS):
                await self.drain()
        except TimeoutError:
            log.warning("stop.batch_still_in_flight")
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self.broker.stop()
        except TimeoutError:
            log.warning("stop.group_not_left")

    async def drain(self) -> None:
        """Finish the batch in flight and commit what is done, before partitions are revoked."""
        async with self._busy:
            await self._offsets.commit_now()

    def assigned(self, partitions: int) -> None:
        """Note how many partitions this member was given."""
        self._settled = True
        log.info("partitions.assigned", count=partitions)
        if self._health is not None:
            self._health.assigned(partitions)

    async def revoked(self, partitions: int) -> None:
        """Finish what is under way: another member may be given these partitions."""
        self._settled = False
        if partitions:
            await self.drain()
            self._offsets.forget()

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
            self._in_flight = _first_offsets(records)
            try:
                await self._apply(records)
            except Exception as error:  # noqa: BLE001 - whatever it is, nothing of the batch may be skipped
                log.warning("batch.rewound", error=safe_error(error), count=len(records))
                self._rewind(records)
                await asyncio.sleep(0.5)
                return
            finally:
                self._in_flight = {}
            self._offsets.done(records)

    def _rewind(self, records: Sequence[ConsumerRecord]) -> None:
        consumer: Any = self._subscriber.consumer
        for (topic, partition), offset in _first_offsets(records).items():
            try:
                consumer.seek(TopicPartition(topic, partition), offset)
            except IllegalStateError:
                log.info("partition.not_ours_any_more", partition=partition)


def _first_offsets(records: Sequence[ConsumerRecord]) -> dict[Place, int]:
    return {(record.topic, record.partition): record.offset for record in reversed(records)}


async def _decode(message: KafkaAckableMessage) -> object:
    return message.raw_message


class _Drain(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._consumer.revoked(len(revoked))
        except TimeoutError:
            log.warning("rebalance.batch_still_in_flight")

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._consumer.assigned(len(assigned))
