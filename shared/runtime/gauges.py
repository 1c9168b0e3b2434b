"""Measuring how a service stands: its tables, its place in the streams, whether servers answer."""

import asyncio
from collections.abc import Iterable

from shared.clock import Clock
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.runtime.consumer import Consumer
from shared.runtime.counts import stream_of
from shared.store.measures import Measures

_SECONDS = 5.0
"""A broker that takes longer to say where its partitions end counts as away."""


class DatabaseGauges:
    """Looks at the engine's tables, and so at whether the database answers."""

    def __init__(
        self,
        measures: Measures,
        clock: Clock,
        metrics: Metrics,
        health: Health,
        stages: dict[str, str],
    ) -> None:
        """``stages`` is kept as it is found in the database."""
        self._measures, self._clock, self._stages = measures, clock, stages
        self._metrics, self._health = metrics, health

    async def look(self) -> None:
        """Measure once; raises what the database raises."""
        try:
            found = await self._measures.take(self._clock.now())
        except Exception:
            self._health.database_failed()
            await self._measures.close()
            raise
        self._health.database_answered()
        self._stages.update(found.stages)
        self._metrics.set("outbox_unsent", found.unsent)
        self._metrics.set("outbox_oldest_seconds", found.oldest_unsent)
        self._metrics.set("dead_letters_waiting", found.dead_letters)
        self._metrics.set("dead_letters_oldest_seconds", found.oldest_dead_letter)
        for reason, count in found.parked.items():
            self._metrics.set("parked", count, waits_for=reason)


class KafkaGauges:
    """Looks at where the partitions end, and so at whether the brokers answer."""

    def __init__(
        self, consumer: Consumer, topics: Iterable[str], metrics: Metrics, health: Health
    ) -> None:
        self._consumer, self._topics = consumer, tuple(topics)
        self._metrics, self._health = metrics, health

    async def look(self) -> None:
        """Measure once; raises what aiokafka raises, or ``TimeoutError``."""
        try:
            lag = await self._lag_in_time()
        except Exception:
            self._health.kafka_failed()
            raise
        self._health.kafka_answered()
        for name in self._topics:
            self._metrics.set("consumer_lag", lag.get(name, 0), stream=stream_of(name))

    async def _lag_in_time(self) -> dict[str, int]:
        """Ask aside: after an outage aiokafka may wait for ever, and not end when cancelled."""
        asking = asyncio.create_task(self._consumer.lag())
        asking.add_done_callback(_heard)
        await asyncio.wait({asking}, timeout=_SECONDS)
        if not asking.done():
            asking.cancel()
            raise TimeoutError
        return asking.result()


def _heard(asked: "asyncio.Task[dict[str, int]]") -> None:
    """Take note of the end of a question that nobody waits for any more."""
    if not asked.cancelled():
        asked.exception()
