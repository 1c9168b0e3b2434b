"""What is submitted to the region: every event once, some again, and a record of what was sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from shared.contracts.envelope import Envelope
from shared.contracts.inbound import Submission
from shared.contracts.streams import Stream, topic
from shared.testing.simulated_log import SimulatedLog
from shared.testing.simulation.parcels import EventName, Parcel, parcel_of
from shared.testing.simulation.plan import REGION, Plan
from shared.testing.simulation.schedule import Schedule

INBOUND = topic(REGION, Stream.INBOUND)


@dataclass(slots=True)
class Mailbag:
    """Puts submissions into the log at their time, and remembers each distinct event."""

    plan: Plan
    log: SimulatedLog
    schedule: Schedule
    random: Random
    named: dict[EventName, str] = field(default_factory=dict)
    """Every event that names itself -> its CloudEvents type."""
    nameless: set[tuple[bytes | None, bytes | None]] = field(default_factory=set)
    """Bytes that name no event, with their key."""
    _count: int = 0

    def submit(self, fact: Submission, source: str, at: datetime) -> str:
        """Submit a fact at some moment and return the id of its event."""
        self._count += 1
        envelope = Envelope(
            id=f"event-{self._count}",
            source=source,
            type=fact.TYPE,
            time=at.isoformat(),
            partitionkey=fact.key if self.random.random() < 0.5 else "",
            programme=self.plan.programme.code if self.random.random() < 0.3 else "",
        )
        self.send(parcel_of(fact, envelope, INBOUND, self.random), envelope, at)
        return envelope.id

    def send(self, parcel: Parcel, envelope: Envelope | None, at: datetime) -> None:
        """Put a parcel into the log at some moment, and perhaps again: soon, or much later."""
        self.schedule.at(at, lambda: self._put(parcel, envelope))
        if self.random.random() < self.plan.duplicates:
            again = at + self.random.choice((timedelta(0), timedelta(hours=5), timedelta(days=40)))
            self.schedule.at(again, lambda: self._put(parcel, envelope))

    def _put(self, parcel: Parcel, envelope: Envelope | None) -> None:
        parcel.put_into(self.log)
        if envelope is None:
            self.nameless.add((parcel.key, parcel.value))
        else:
            self.named.setdefault((envelope.source, envelope.id), envelope.type)
