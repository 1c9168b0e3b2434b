"""What happened in one simulation, for invariants to judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

import orjson

from shared.contracts.catalogue import FACTS
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream, topic
from shared.runtime.delivery import Delivery
from shared.testing.crashes import Crashes
from shared.testing.reading_once import ReadingOnce
from shared.testing.simulated_log import LogRecord, SimulatedLog
from shared.testing.simulated_operator import SimulatedOperator
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulated_store import Applied
from shared.testing.simulation.cast import Cast
from shared.testing.simulation.mailbag import Mailbag
from shared.testing.simulation.plan import REGION, Plan
from shared.testing.simulation.poison import Poisoner

_TIMED = (Stream.CIRCLES, Stream.SESSIONS, Stream.NOTIFICATIONS)
"""Streams on which time alone makes facts. Figures follow the facts, in any stage."""


class Event(NamedTuple):
    """One distinct event of a topic, at the first place in the log where it stands."""

    nth: int
    record: LogRecord
    delivery: Delivery

    @property
    def name(self) -> tuple[str, str]:
        """Its source and id; empty texts when it names itself not."""
        envelope = self.delivery.envelope
        return (envelope.source, envelope.id) if envelope else ("", "")

    @property
    def type(self) -> str:
        """Its CloudEvents type; an empty text when it does not say."""
        return self.delivery.envelope.type if self.delivery.envelope else ""


class Announced(NamedTuple):
    """A fact that a committed transaction of a service announced; by time, or for a cause."""

    commit: int
    at: datetime
    fact: Fact
    by_time: bool


@dataclass
class History:
    """The whole log, every commit of every service, and what the world knows besides."""

    plan: Plan
    log: SimulatedLog
    read: ReadingOnce
    services: Mapping[str, SimulatedService]
    cast: Cast
    mailbag: Mailbag
    poisoner: Poisoner
    operator: SimulatedOperator
    crashes: Crashes
    came_to_rest: bool
    fired: Mapping[str, int] = field(default_factory=dict)
    _announced: dict[str, list[Announced]] = field(default_factory=dict)

    @cached_property
    def events(self) -> list[Event]:
        """Every distinct event per topic, in the order of the log."""
        seen: dict[tuple[str, UUID], Event] = {}
        for index, record in enumerate(self.log.everything):
            delivery = self.read(record)
            seen.setdefault((record.topic, delivery.delivery_id), Event(index, record, delivery))
        return list(seen.values())

    @cached_property
    def by_topic(self) -> Mapping[str, Sequence[Event]]:
        """Distinct events by topic."""
        sorted_in: dict[str, list[Event]] = {}
        for event in self.events:
            sorted_in.setdefault(event.record.topic, []).append(event)
        return sorted_in

    def on(self, stream: Stream) -> Sequence[Event]:
        """Return the distinct events of a stream."""
        return self.by_topic.get(topic(REGION, stream), ())

    def facts(self, stream: Stream) -> Iterator[Fact]:
        """Yield the readable facts of a stream, each once, in the order of the log."""
        return (e.delivery.fact for e in self.on(stream) if e.delivery.fact is not None)

    def applied_by(self, service: SimulatedService) -> Iterator[Applied]:
        """Yield what a service applied, in the order of its commits."""
        return (applied for commit in service.store.commits for applied in commit.applied)

    def announced_by(self, name: str) -> Sequence[Announced]:
        """Return what a service announced, in the order of its commits."""
        if name not in self._announced:
            self._announced[name] = list(self._read_announced(name))
        return self._announced[name]

    def said_by(self, name: str) -> Iterator[Fact]:
        """Yield the facts that a service announced, in the order of its commits."""
        return (announced.fact for announced in self.announced_by(name))

    def _read_announced(self, name: str) -> Iterator[Announced]:
        for number, commit in enumerate(self.services[name].store.commits):
            for row in commit.announced:
                headers = orjson.loads(row.headers)
                fact = FACTS[headers["ce_type"]].model_validate_json(row.value)
                is_timed = "ce_causationid" not in headers and fact.STREAM in _TIMED
                at = datetime.fromisoformat(headers["ce_recordedtime"])
                yield Announced(number, at, fact, is_timed)
