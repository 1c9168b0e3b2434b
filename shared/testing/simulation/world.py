"""The play itself: trouble for a while, then everything heals, and what is left is finished."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from logging import CRITICAL
from random import Random

import structlog

from shared.clock import SimulatedClock
from shared.contracts.envelope import Envelope
from shared.contracts.operations import StageChanged
from shared.contracts.streams import Stream, topic
from shared.runtime.crash_points import POINTS
from shared.testing.crashes import Crashes
from shared.testing.reading_once import ReadingOnce
from shared.testing.simulated_log import SimulatedLog
from shared.testing.simulated_operator import SimulatedOperator
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulated_store import Weather
from shared.testing.simulation.cast import MailLedger
from shared.testing.simulation.defects import Defects
from shared.testing.simulation.parcels import parcel_of
from shared.testing.simulation.plan import HORIZON, LASTS, REGION, Plan
from shared.testing.simulation.schedule import Schedule
from shared.testing.simulation.senders import Senders
from shared.testing.witness import Witness

_BATCHES = (1, 2, 5, 20, 200)
_PATIENCE = 3000
"""So many idle-or-not looks at all services at most, until everything must be finished."""


@dataclass(slots=True)
class World:
    """All services of a region, everybody outside, and what goes wrong between them."""

    plan: Plan
    clock: SimulatedClock
    log: SimulatedLog
    schedule: Schedule
    services: list[SimulatedService]
    senders: Senders
    crashes: Crashes
    witness: Witness
    reading: ReadingOnce
    mail: MailLedger
    defects: Defects
    operator: SimulatedOperator
    random: Random
    fired: Counter[str] = field(default_factory=Counter)

    def play(self) -> bool:
        """Play to the end; return whether everything came to rest."""
        reading = self.reading.in_every_engine()
        with self.crashes.watching(), self.witness.watching(), reading, _silence():
            self._roll_out()
            self._make_trouble()
            self._heal()
            came_to_rest = self._finish()
            if self.plan.has_operator:
                self._mend()
                came_to_rest &= self._finish()
            return came_to_rest

    def _roll_out(self) -> None:
        for number, step in enumerate(self.plan.rollout):
            at = self.plan.start + step.after * LASTS
            fact = StageChanged(
                programme=self.plan.programme.code,
                stage=step.stage,
                canary_percent=step.canary_percent,
            )
            envelope = Envelope(f"stage-{number}", "/operators", fact.TYPE, partitionkey=fact.key)
            parcel = parcel_of(fact, envelope, topic(REGION, Stream.ROLLOUT))
            self.schedule.at(at, partial(parcel.put_into, self.log))

    def _make_trouble(self) -> None:
        pace = LASTS / self.plan.rounds
        speeds = [self.random.uniform(0.1, 1) for _ in self.services]
        while self.clock.now() < self.plan.end:
            self.clock.advance(self.random.random() * 2 * pace)
            self.schedule.catch_up(self.clock.now())
            self.senders.listen(self.clock.now())
            self._change_weather()
            for service in self.random.choices(self.services, speeds, k=self.plan.acts):
                self._act(service)

    def _act(self, service: SimulatedService) -> None:
        most = self.random.choice(_BATCHES)
        act = self.random.random()
        if service.is_down:
            self._perhaps_start(service)
        elif act < 0.5:
            service.consume(most, commits=self.random.random() < 0.8)
        elif act < 0.8:
            service.send(most)
        else:
            service.do_what_is_due()

    def _perhaps_start(self, service: SimulatedService) -> None:
        if self.random.random() < 0.3:
            service.start()
            self.fired["restart"] += 1

    def _change_weather(self) -> None:
        for service in self.services:
            self._perhaps_crash_soon(service)
            service.relay.broker_is_away = self._happens(self.plan.trouble, "broker_away")
            if service.relay.deliver_late():
                self.fired["late_delivery"] += 1
            if self._happens(self.plan.trouble, "rebalance") and not service.is_down:
                service.consumer.start_again()
            if self._happens(self.plan.trouble, "database_away"):
                service.store.weather.refusals = self.random.choice((1, 1, 2, 4, 25))
            if self._happens(self.plan.trouble, "answer_lost"):
                service.store.weather.lost_answers = 1
        if self.log.everything and self._happens(self.plan.duplicates, "duplicate"):
            self._repeat_something()

    def _perhaps_crash_soon(self, service: SimulatedService) -> None:
        if self.random.random() < self.plan.crashes:
            point, times = self.random.choice(POINTS), self.random.choice((1, 1, 2, 5))
            self.crashes.arm(service.name, point, times)

    def _repeat_something(self) -> None:
        """Somebody produces an old record again, on any stream, as it was."""
        for record in self.random.choices(self.log.everything, k=5):
            self.log.append(record.topic, record.key, record.value, record.headers)

    def _happens(self, rate: float, what: str) -> bool:
        happens = self.random.random() < rate
        self.fired[what] += happens
        return happens

    def _heal(self) -> None:
        self.crashes.disarm()
        self.mail.is_calm = True
        for service in self.services:
            service.relay.broker_is_away = False
            service.relay.deliver_late()
            self.fired.update(service.store.weather.fired)
            service.store.weather = Weather()
            if service.is_down:
                service.start()

    def _mend(self) -> None:
        """The causes of dead letters are gone, and an operator looks through them."""
        self.defects.are_mended = True
        for service in self.services:
            service.store.refuses_the_unloved = False
            self.operator.look_through(service.store)
        self.fired["replayed"] += len(self.operator.replayed)
        self.fired["discarded"] += len(self.operator.discarded)

    def _finish(self) -> bool:
        for _ in range(_PATIENCE):
            self.senders.listen(self.clock.now())
            moved = self.schedule.catch_up(self.clock.now())
            for service in self.services:
                moved |= service.consume(1000)
                moved |= service.send(1000, whole=True)
                moved |= service.do_what_is_due()
            if not moved and not self._let_time_pass():
                return True
        return False

    def _let_time_pass(self) -> bool:
        """Move on to what is due next; return whether anything is, before the horizon."""
        moments = [self.schedule.next(), *(_next_due(service) for service in self.services)]
        coming = [moment for moment in moments if moment is not None]
        soon = [moment for moment in coming if moment > self.clock.now()]
        if not soon or min(soon) > self.plan.start + HORIZON:
            return False
        self.clock.set(min(soon) + self.random.random() * timedelta(hours=6))
        return True


def _next_due(service: SimulatedService) -> datetime | None:
    now = service.now()
    return min(
        (
            state.due_at
            for kind, rows in service.store.contents.states.items()
            if "due_at" in kind.__dataclass_fields__
            for state in rows.values()
            if state.due_at is not None and state.due_at > now
        ),
        default=None,
    )


@contextmanager
def _silence() -> Iterator[None]:
    """Let nothing be logged: failures are what a simulation is made of."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)
