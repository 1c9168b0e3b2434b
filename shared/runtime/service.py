"""A service as it runs: consumer, relay, what happens by time, and how it stops."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import structlog

from shared.clock import Clock, SimulatedClock
from shared.contracts.cloudevents import read
from shared.contracts.streams import Stream, topic
from shared.observability.door import open_door
from shared.observability.health import Health
from shared.observability.looking import Look, keep_looking
from shared.observability.metrics import Metrics
from shared.privacy.safe_errors import safe_error
from shared.runtime.attempts import Attempts
from shared.runtime.batch import Handled
from shared.runtime.consumer import Consumer, Membership
from shared.runtime.counts import Counts
from shared.runtime.delivery import Record
from shared.runtime.engine import Engine
from shared.runtime.failures import ConsumerStuck, TooManyDeadLetters
from shared.runtime.gauges import DatabaseGauges, KafkaGauges
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.pace import Pace
from shared.runtime.relay import Relay
from shared.runtime.simulated_time import last_tick, moment_of
from shared.runtime.topics import create_topics
from shared.runtime.wiring import Job
from shared.store.measures import Measures
from shared.web.serving import Pages, serving

log = structlog.get_logger()
STOP_AFTER_DEAD_LETTERS = 10
CANCEL_TRIES = 5
"""A second each."""


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
    looks: Sequence[Look] = ()
    """What this service measures besides what every service does; only where figures are served."""
    pages: Pages | None = None
    """What this service shows people, at an address of its own; none: nothing."""
    health: Health = field(default_factory=Health)
    metrics: Metrics = field(init=False)
    _counts: Counts = field(init=False)
    _measures: Measures = field(init=False)
    _in_a_row: list[str] = field(default_factory=list)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _fatal: BaseException | None = None
    _by_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    _pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        self.metrics = Metrics(self.name, self.region)
        self._counts = Counts(self.metrics, self.name, self.region, stages={})
        self._measures = Measures(self.database_url, self.name)

    def stop(self) -> None:
        """Ask the service to finish what is in flight and to end."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until stopped. Raises ``TooManyDeadLetters`` when going on would only make more,
        ``ConsumerStuck`` when the consumer can only go on in a new process.

        Health and figures are served meanwhile where a port is set, and pages where there are
        some; raises ``DoorBlocked`` when that cannot be.
        """
        async with AsyncExitStack() as doors:
            if self.http_port is not None:
                self.metrics.set("build_info", 1, version=self.version)
                door = open_door(self.health, self.metrics, self.http_host, self.http_port)
                await doors.enter_async_context(door)
            if self.pages is not None:
                served = serving(self.pages.application, self.pages.address)
                await doors.enter_async_context(served)
            await self._run()

    async def _run(self) -> None:
        if self.creates_topics:
            await create_topics(self.kafka, self.region, [self.name])
        await self._catch_up_with_time()
        topics = self._topics()
        self._counts.begin(topics)
        aside = self._measure(self._database_look())
        consumer = Consumer(
            self.kafka,
            topics,
            Membership(f"{self.region}.{self.name}", self.instance),
            self._apply,
            batch=self.batch,
            health=self.health,
        )
        relay = Relay(self.database_url, self.kafka, health=self.health, sent=self._counts.sent)
        relaying = asyncio.create_task(relay.run())
        await consumer.start()
        kafka = KafkaGauges(consumer, topics, self.metrics, self.health)
        aside += self._measure(Look("kafka", kafka.look), *self.looks)
        aside.append(asyncio.create_task(self._keep_time()))
        aside.append(asyncio.create_task(self._watch(consumer)))
        log.info("service.started", count=len(topics))
        try:
            await self._stop.wait()
        finally:
            self.health.stopping()
            await _cancel(aside)
            await self._measures.close()
            await consumer.stop()
            relay.stop()
            with suppress(TimeoutError):
                await asyncio.wait_for(relaying, 10)
            log.info("service.stopped")
        if self._fatal is not None:
            raise self._fatal

    async def _watch(self, consumer: Consumer) -> None:
        try:
            await consumer.watch()
        except ConsumerStuck as error:
            self._end_with(error)

    def _measure(self, *looks: Look) -> list[asyncio.Task[None]]:
        """Measure aside, where figures are served: nobody else could ask for them."""
        if self.http_port is None:
            return []
        return [asyncio.create_task(keep_looking(look)) for look in looks]

    def _database_look(self) -> Look:
        stages = self._counts.stages
        gauges = DatabaseGauges(self._measures, self.clock, self.metrics, self.health, stages)
        return Look("database", gauges.look)

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
            began = time.perf_counter()
            attempts = Attempts(self.engine, self.clock, retrying=self._note_retry)
            results = await attempts.handle(facts)
            self._counts.handled(facts, results, time.perf_counter() - began)
            for handled in results:
                self._count(handled)
            self._pace.stirred()
        for tick in ticks:
            await self._obey_tick(tick)

    def _note_retry(self) -> None:
        """A consumer that waits for its database goes on: to restart it would help nobody."""
        self.health.polled()
        self.metrics.count("store_retries_total")

    def _count(self, handled: Handled) -> None:
        self.health.database_answered()
        self._in_a_row = [*([] if handled.sound else self._in_a_row), *handled.broken]
        if len(self._in_a_row) >= STOP_AFTER_DEAD_LETTERS:
            self._end_with(TooManyDeadLetters(tuple(self._in_a_row)))

    def _end_with(self, error: BaseException) -> None:
        self._fatal = error
        log.error("service.stops", error=safe_error(error))
        self._stop.set()

    async def _obey_tick(self, tick: Record) -> None:
        now = moment_of(read(tick.value, tick.headers or ()))
        if now is None or not isinstance(self.clock, SimulatedClock):
            return
        if now >= self.clock.now():  # a tick may come twice
            self.clock.set(now)
            await self._do_what_is_due()

    async def _keep_time(self) -> None:
        while True:
            await self._pace.wait()
            try:
                await self._do_what_is_due()
            except Exception as error:  # noqa: BLE001 - time does not stop for a failure: tried again
                log.warning("by_time.failed", error=safe_error(error))
                await asyncio.sleep(1)

    async def _do_what_is_due(self) -> None:
        async with self._by_time:
            while (await Attempts(self.engine, self.clock).release()).applied:
                self._pace.stirred()
            now = self.clock.now()
            for due in (self.engine.wake, *self.jobs):
                while await due(now):
                    self._pace.stirred()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel until they have ended: a library that waits inside may swallow one cancellation.

    What still goes on after some tries is left to the end of the process.
    """
    going_on = set(tasks)
    for _ in range(CANCEL_TRIES):
        for task in going_on:
            task.cancel()
        if going_on:
            _, going_on = await asyncio.wait(going_on, timeout=1)
    if going_on:
        log.warning("service.tasks_go_on", count=len(going_on))
