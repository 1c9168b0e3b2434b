"""One service in the simulation: the real engine on a simulated log, store and clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from shared.clock import Clock
from shared.contracts.streams import Stream, topic
from shared.privacy.keyring import DataClass, Keyring
from shared.runtime.attempts import Attempts, GaveUp, Patience
from shared.runtime.batch import Handled
from shared.runtime.crash_points import reached
from shared.runtime.ports import Conflict
from shared.runtime.subscriptions import Subscriptions
from shared.runtime.wiring import MakesJobs, assemble_engine
from shared.testing.crashes import Crashes, SimulatedCrash
from shared.testing.driving import drive, no_sleep
from shared.testing.simulated_consumer import SimulatedConsumer
from shared.testing.simulated_log import SimulatedLog
from shared.testing.simulated_relay import SimulatedRelay
from shared.testing.simulated_store import SimulatedStore
from shared.testing.witness import Witness

_EVEN_PACE = Patience(jitter=(0.75, 0.75))
"""Drawn pauses would make a history end after more tries in one run than in another."""


class Part(NamedTuple):
    """What a simulation needs to know of a service: its name, table, states, keys and jobs."""

    name: str
    subscriptions: Subscriptions
    states: Mapping[type[Any], str]
    classes: Sequence[DataClass] = ("evidence",)
    jobs: MakesJobs = lambda _engine: ()


class Surroundings(NamedTuple):
    """What all services of a simulation share."""

    region: str
    log: SimulatedLog
    clock: Clock
    keyring: Keyring
    crashes: Crashes
    witness: Witness
    random: Random


@dataclass(frozen=True, slots=True)
class SkewedClock:
    """A clock that is wrong by a constant."""

    clock: Clock
    by: timedelta

    def now(self) -> datetime:
        """Return what this clock shows."""
        return self.clock.now() + self.by


@dataclass(slots=True)
class Tally:
    """What became of everything that one service was given."""

    applied: int = 0
    duplicates: int = 0
    held: int = 0
    released: int = 0
    rewound: int = 0
    woken: int = 0
    surprises: list[str] = field(default_factory=list)


class SimulatedService:
    """Takes its turns: consume, relay, do what is due. Dies at crash points and comes back."""

    def __init__(
        self, part: Part, around: Surroundings, make_id: Callable[[], UUID], clock: Clock
    ) -> None:
        self.name, self.part, self._around, self._clock = part.name, part, around, clock
        self.store = SimulatedStore(part.states, around.random)
        self.engine = assemble_engine(
            part.name,
            around.region,
            part.subscriptions,
            self.store,
            around.keyring.only(*part.classes),
            make_id,
        )
        streams = [*part.subscriptions.streams, Stream.ROLLOUT]
        topics = [topic(around.region, stream) for stream in streams]
        group = f"{around.region}.{part.name}"
        self.consumer = SimulatedConsumer(around.log, group, topics, around.random)
        self.relay = SimulatedRelay(self.store, around.log, around.random)
        self.jobs = part.jobs(self.engine)
        self.tally = Tally()

    @property
    def is_down(self) -> bool:
        """Whether it crashed and was not started again."""
        return not self.store.has_power

    def now(self) -> datetime:
        """Return what this service takes for the present moment."""
        return self._clock.now()

    def start(self) -> None:
        """Start it (again): what it had in memory is lost, what it had committed is there."""
        self.store.has_power = True
        self.consumer.start_again()
        self.relay.start_again()

    def consume(self, most: int, *, commits: bool = True) -> bool:
        """Take a batch from the log and handle it; return whether there was one."""
        return self._turn(lambda: self._consume(most, commits=commits))

    def send(self, most: int, *, whole: bool = False) -> bool:
        """Let the relay send a batch; return whether there was one."""
        return self._turn(lambda: self._send(most, whole=whole))

    def do_what_is_due(self) -> bool:
        """Release, wake, run jobs, each until nothing is left; return whether anything was done."""
        return self._turn(self._do_what_is_due)

    def _turn(self, take: Callable[[], bool]) -> bool:
        if self.is_down:
            return False
        self._around.crashes.now_running(self.name, self._die)
        self._around.witness.look_at(self.store)
        try:
            return take()
        except SimulatedCrash:
            return True

    def _die(self) -> None:
        self.store.has_power = False

    def _consume(self, most: int, *, commits: bool) -> bool:
        records = self.consumer.fetch(most)
        if not records:
            return False
        reached("consumer.after_fetch")
        try:
            results = drive(self._attempts().handle(records))
        except Exception as error:  # noqa: BLE001 - as the consumer: nothing of the batch may be skipped
            self._expect(error, GaveUp)
            self.tally.rewound += 1
            self.consumer.rewind(records)
            return True
        for handled in results:
            self._count(handled)
        self.consumer.done_with(records)
        if commits:
            self.consumer.commit()
        return True

    def _send(self, most: int, *, whole: bool) -> bool:
        try:
            return self.relay.step(most, whole=whole)
        except ConnectionResetError:
            self.relay.start_again()
            return True

    def _attempts(self) -> Attempts:
        return Attempts(self.engine, self._clock, _EVEN_PACE, sleep=no_sleep)

    def _do_what_is_due(self) -> bool:
        try:
            return any([self._release(), self._run(self.engine.wake), *map(self._run, self.jobs)])
        except Exception as error:  # noqa: BLE001 - as the service: time does not stop for a failure
            self._expect(error, OSError, Conflict)
            return True

    def _release(self) -> bool:
        did = False
        while self.store.contents.held:
            handled = drive(self._attempts().release())
            did |= handled != Handled()
            self._count(handled)
            self.tally.released += handled.applied
            if not handled.applied:
                break
        return did

    def _run(self, job: Callable[..., Any]) -> bool:
        done = 0
        while count := drive(job(self._clock.now())):
            done += count
        self.tally.woken += done
        return bool(done)

    def _count(self, handled: Handled) -> None:
        self.tally.applied += handled.applied
        self.tally.duplicates += handled.duplicates
        self.tally.held += handled.held

    def _expect(self, error: Exception, *kinds: type[Exception]) -> None:
        if not isinstance(error, kinds):
            self.tally.surprises.append(repr(error))
