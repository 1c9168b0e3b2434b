"""Plays the year on a running region: time passes in steps; each waits until all is quiet."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Final

from aiokafka import AIOKafkaProducer

from deploy.demo.cast import days
from deploy.demo.observer import Observer, observing
from deploy.demo.playing import Event, Playing
from deploy.demo.quiet import Quiet, watching
from deploy.demo.year import Year
from deploy.local.listens import streams_of
from deploy.local.region import Region
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream, topic

STEP_DAYS: Final = 3
PATIENCE: Final = 180.0
"""Seconds for everything that is due on a day: the first match run of all compiles its solver."""

Tell = Callable[["Moment"], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the year is, for whoever watches."""

    day: date
    share: float
    facts: int
    note: str = ""


@dataclass(slots=True)
class Played:
    """What happened outside the services, and every open fact that they published."""

    events_sent: int = 0
    distinct_events: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    must_not: dict[str, int] = field(default_factory=dict)
    log: list[tuple[Envelope, Fact]] = field(default_factory=list)
    killed: str = ""
    seconds: float = 0.0
    ended_on: date = date.min


class Conductor:
    """Moves time on, lets people act, waits for the services, and reads what they said."""

    def __init__(
        self, region: Region, producer: AIOKafkaProducer, observer: Observer, quiet: Quiet
    ) -> None:
        self._region, self._producer = region, producer
        self._observer, self._quiet = observer, quiet
        self._sending: list[asyncio.Future[object]] = []
        self._sent: set[bytes] = set()
        self.played = Played()

    def send(self, event: Event) -> None:
        """Queue a submission; ``flush`` waits for the broker."""
        self._queue(Stream.INBOUND, event)
        self._sent.add(event[1])
        self.played.events_sent += 1
        self.played.distinct_events = len(self._sent)

    async def announce(self, stream: Stream, event: Event) -> None:
        """Publish something that is no submission: a tick of the clock, a stage."""
        self._queue(stream, event)
        await self.flush()

    async def move_time(self, tick: Event) -> None:
        """Let time pass, and wait until every service knows and has done what was due by it."""
        await self.announce(Stream.CLOCK, tick)
        await self._quiet.wait_for(Stream.CLOCK, PATIENCE)

    async def flush(self) -> None:
        """Wait until the broker has everything that was sent."""
        sending, self._sending = self._sending, []
        await asyncio.gather(*sending)

    async def settle(self) -> list[tuple[Envelope, Fact]]:
        """Wait until nothing moves; return what was published since the last time."""
        await self._quiet.wait()
        facts = await self._observer.new_facts()
        self.played.log.extend(facts)
        return facts

    async def crash(self, service: str) -> None:
        """Kill a service where it stands and start it again."""
        server = self._region.servers[service]
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        self.played.killed = service

    def _queue(self, stream: Stream, event: Event) -> None:
        key, value = event
        name = topic(self._region.code, stream)
        self._sending.append(
            asyncio.ensure_future(self._producer.send_and_wait(name, value, key=key or None))
        )


async def play(region: Region, year: Year, people: int, seed: int, tell: Tell) -> Played:
    """Play the year and return what happened. Raises ``NotQuiet`` when the services hang."""
    began = time.monotonic()
    async with AsyncExitStack() as opened:
        producer = AIOKafkaProducer(bootstrap_servers=region.kafka, enable_idempotence=True)
        await producer.start()
        opened.push_async_callback(producer.stop)
        observer = await opened.enter_async_context(observing(region.kafka, region.code))
        listens = {name: streams_of(name, simulated=True) for name in region.servers}
        quiet = await opened.enter_async_context(
            watching(region.kafka, region.code, region.databases, listens)
        )
        conductor = Conductor(region, producer, observer, quiet)
        player = year.cast(region.code, people, seed, conductor.send)
        await conductor.announce(Stream.ROLLOUT, player.desk.stage("live", _morning(year.begins)))
        await _live_through(conductor, player, year, tell)
        conductor.played.by_kind = dict(player.did)
        conductor.played.must_not = dict(player.must_not)
    conductor.played.seconds = time.monotonic() - began
    return conductor.played


async def _live_through(conductor: Conductor, player: Playing, year: Year, tell: Tell) -> None:
    before = year.begins - timedelta(days=1)
    last = year.ends + timedelta(days=year.last_days)
    half = year.begins + (year.ends - year.begins) / 2
    for day in days(year.begins, last, STEP_DAYS):
        await conductor.move_time(player.desk.tick(_morning(day)))
        player.act(before, day)
        note = ""
        if before < half <= day:
            note = "the matching service is killed in the middle of its work, and started again"
            await conductor.flush()
            await conductor.crash("matching")
        await conductor.flush()
        player.hear(day, await conductor.settle())
        share = (day - year.begins).days / (last - year.begins).days
        tell(Moment(day, share, len(conductor.played.log), note))
        before = day
        conductor.played.ended_on = day


def _morning(day: date) -> datetime:
    return datetime.combine(day, time_of_day(8), tzinfo=UTC)
