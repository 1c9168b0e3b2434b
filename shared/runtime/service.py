"""A service as it runs: consumer, relay, what happens by time, and how it stops."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from shared.clock import Clock, SimulatedClock
from shared.contracts.cloudevents import read
from shared.contracts.streams import Stream, topic
from shared.observability.health import Health
from shared.privacy.safe_errors import safe_error
from shared.runtime.attempts import Attempts
from shared.runtime.batch import Handled
from shared.runtime.consumer import Consumer, Membership
from shared.runtime.delivery import Record
from shared.runtime.engine import Engine
from shared.runtime.failures import TooManyDeadLetters
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.relay import Relay
from shared.runtime.simulated_time import last_tick, moment_of
from shared.runtime.topics import create_topics
from shared.runtime.wiring import Job

log = structlog.get_logger()
STOP_AFTER_DEAD_LETTERS = 10
LOOK_EVERY = {True: 0.2, False: 1.0}
"""Seconds between looks at what is due by time, where time is simulated and where it is not: a look
opens several transactions, and five looks a second were a tenth of the work at 200 events/s."""


@dataclass(slots=True)
class Service:
    """One service of one region, wired; ``run`` returns when told to stop or unfit to go on."""

    name: str
    region: str
    kafka: KafkaAccess
    database_url: str
    engine: Engine
    clock: Clock
    jobs: Sequence[Job] = ()
    instance: str | None = None
    batch: int = 1000
    creates_topics: bool = True
    http_host: str = "127.0.0.1"
    http_port: int | None = None
    version: str = "dev"
    health: Health = field(default_factory=Health)
    _in_a_row: list[str] = field(default_factory=list)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _fatal: BaseException | None = None
    _by_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def stop(self) -> None:
        """Ask the service to finish what is in flight and to end."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped. Raises ``TooManyDeadLetters`` when going on would only make more."""
        if self.creates_topics:
            await create_topics(self.kafka, self.region, [self.name])
        await self._catch_up_with_time()
        consumer = Consumer(
            self.kafka,
            self._topics(),
            Membership(f"{self.region}.{self.name}", self.instance),
            self._apply,
            batch=self.batch,
            health=self.health,
        )
        relay = Relay(self.database_url, self.kafka, health=self.health)
        relaying = asyncio.create_task(relay.run())
        await consumer.start()
        timing = asyncio.create_task(self._keep_time())
        log.info("service.started", count=len(self._topics()))
        try:
            await self._stop.wait()
        finally:
            timing.cancel()
            with suppress(asyncio.CancelledError):
                await timing
            await consumer.stop()
            relay.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(relaying, 10)
            log.info("service.stopped")
        if self._fatal is not None:
            raise self._fatal

    async def _catch_up_with_time(self) -> None:
        if isinstance(self.clock, SimulatedClock):
            now = await last_tick(self.kafka, self.region)
            if now is not None:
                self.clock.set(now)

    def _topics(self) -> list[str]:
        streams = [*self.engine.subscriptions.streams, Stream.ROLLOUT]
        if isinstance(self.clock, SimulatedClock):
            streams.append(Stream.CLOCK)
        return [topic(self.region, stream) for stream in streams]

    async def _apply(self, records: Sequence[Record]) -> None:
        clock = topic(self.region, Stream.CLOCK)
        ticks = [record for record in records if record.topic == clock]
        facts = [record for record in records if record.topic != clock] if ticks else records
        if facts:
            for handled in await Attempts(self.engine, self.clock).handle(facts):
                self._count(handled)
        for tick in ticks:
            await self._obey_tick(tick)

    def _count(self, handled: Handled) -> None:
        self.health.database_answered()
        self._in_a_row = [*([] if handled.sound else self._in_a_row), *handled.broken]
        if len(self._in_a_row) >= STOP_AFTER_DEAD_LETTERS:
            self._fatal = TooManyDeadLetters(tuple(self._in_a_row))
            log.error("service.stops", error=safe_error(self._fatal))
            self._stop.set()

    async def _obey_tick(self, tick: Record) -> None:
        now = moment_of(read(tick.value, tick.headers or ()))
        if now is None or not isinstance(self.clock, SimulatedClock):
            return
        if now >= self.clock.now():  # a tick may come twice
            self.clock.set(now)
            await self._do_what_is_due()

    async def _keep_time(self) -> None:
        pause = LOOK_EVERY[isinstance(self.clock, SimulatedClock)]
        while True:
            await asyncio.sleep(pause)
            try:
                await self._do_what_is_due()
            except Exception as error:  # noqa: BLE001 - time does not stop for a failure: tried again
                log.warning("by_time.failed", error=safe_error(error))
                await asyncio.sleep(1)

    async def _do_what_is_due(self) -> None:
        async with self._by_time:
            while (await Attempts(self.engine, self.clock).release()).applied:
                pass
            now = self.clock.now()
            await _until_nothing(self.engine.wake, now)
            for job in self.jobs:
                await _until_nothing(job, now)


async def _until_nothing(do: Callable[[datetime], Awaitable[int]], now: datetime) -> None:
    while await do(now):
        pass
