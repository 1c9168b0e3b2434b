"""Referrals that keep coming into several regions during a drill, and what became of each."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final

import orjson
from confluent_kafka import Consumer, Producer

from shared.contracts import inbound
from shared.contracts.cloudevents import structured
from shared.contracts.envelope import Envelope
from shared.contracts.streams import Stream, topic

PROGRAMME: Final = "p7k2"
_QUIET: Final = {"log_level": 2, "log.connection.close": False}


@dataclass(slots=True)
class Traffic:
    """What was sent, and every receipt; times are the drill's own monotonic clock, in seconds."""

    sent: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    """Region -> event id -> when."""
    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Region -> event id -> how many receipts."""
    answered_at: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    stopped: threading.Event = field(default_factory=threading.Event)

    def stop_sending(self) -> None:
        """Send nothing more; receipts are still heard."""
        self.stopped.set()

    def wait_for_answers(self, regions: Sequence[str], patience: float) -> None:
        """Return when everything that was sent has its receipt, or when the patience ends."""
        deadline = time.monotonic() + patience
        while any(map(self.unanswered, regions)) and time.monotonic() < deadline:
            time.sleep(0.1)

    def unanswered(self, region: str) -> int:
        """Return how many events have no receipt yet."""
        return len(self.sent[region].keys() - self.answers[region].keys())

    def answered_twice(self, region: str) -> int:
        """Return how many events have more than one receipt."""
        return sum(count > 1 for count in self.answers[region].values())

    def latency_ms(self, region: str, since: float, until: float) -> float:
        """Return the median of milliseconds to the receipt, of events sent in this time."""
        times = self.answered_at[region]
        took = [
            (times[event] - at) * 1000
            for event, at in list(self.sent[region].items())
            if since <= at < until and event in times
        ]
        return median(took) if took else float("nan")


@contextmanager
def flowing(kafka: str, areas: Mapping[str, Sequence[str]], per_second: float) -> Iterator[Traffic]:
    """Send to every region (with the areas of its people) at this rate until the context ends."""
    traffic, told = Traffic(), threading.Event()
    sending = threading.Thread(target=_send, args=(kafka, areas, per_second, traffic))
    hearing = threading.Thread(target=_hear, args=(kafka, list(areas), traffic, told))
    hearing.start()
    sending.start()
    try:
        yield traffic
    finally:
        traffic.stop_sending()
        sending.join()
        told.set()
        hearing.join()


def _send(
    kafka: str,
    areas: Mapping[str, Sequence[str]],
    per_second: float,
    traffic: Traffic,
) -> None:
    producer = Producer({"bootstrap.servers": kafka, "acks": "all", "linger.ms": 0, **_QUIET})
    number = 0
    while not traffic.stopped.wait(1 / per_second):
        number += 1
        for region, codes in areas.items():
            event, value = referral(region, codes[number % len(codes)], number)
            traffic.sent[region][event] = time.monotonic()
            producer.produce(topic(region, Stream.INBOUND), value, f"DRILL-{number}")
        producer.poll(0)
    producer.flush(30)


def referral(region: str, area: str, number: int) -> tuple[str, bytes]:
    """Return an event's id and bytes: somebody of 21 who may be referred everywhere today."""
    now = datetime.now(UTC)
    event = f"drill-{region}-{number}"
    data = {
        "reference": f"DRILL-{number}",
        "programme": PROGRAMME,
        "office": "DRIL01",
        "area": area,
        "referrer": {"role": "work_coach", "reason": "would_benefit"},
        "person": {
            "reference": f"person-{number}",
            "birth_month": f"{now.year - 21}-01",
            "youth_claimant": True,
        },
        "consent": {"share": True, "contact": False, "given_on": now.date().isoformat()},
        "characteristics": {"ethnic_minority": True},
    }
    kind = inbound.ReferralSubmitted.TYPE
    envelope = Envelope(id=event, source="/jobcentre/DRIL01", type=kind, time=now.isoformat())
    return event, structured(envelope, data)


def _hear(kafka: str, regions: Sequence[str], traffic: Traffic, told: threading.Event) -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": "drill",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "topic.metadata.refresh.interval.ms": 500,
            **_QUIET,
        }
    )
    consumer.subscribe([topic(region, Stream.RECEIPTS) for region in regions])
    while not told.is_set():
        record: Any = consumer.poll(0.1)
        if record is None or record.error():
            continue
        region, answered = record.topic().split(".")[0], orjson.loads(record.value())["event_id"]
        traffic.answers[region][answered] += 1
        traffic.answered_at[region].setdefault(answered, time.monotonic())
    consumer.close()
