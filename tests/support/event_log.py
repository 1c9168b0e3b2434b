"""Everything that a region's topics hold, read from the first record on."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from confluent_kafka import OFFSET_BEGINNING, KafkaException, Message, TopicPartition
from confluent_kafka.admin import OffsetSpec  # type: ignore[attr-defined]

from deploy.local.region import SERVICES
from shared.runtime.topics import topics_of
from tests.support.kafka import admin_of, consumer_of

_PATIENCE = 60.0
_LATEST = OffsetSpec.latest()  # type: ignore[no-untyped-call]

Place = tuple[str, int]
"""A topic and the number of one of its partitions."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One Kafka record, byte for byte."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    def attribute(self, name: str) -> str:
        """A CloudEvents attribute of the binary mode, or an empty text."""
        return next((raw.decode() for key, raw in self.headers if key == f"ce_{name}"), "")

    @property
    def id(self) -> str:
        return self.attribute("id")

    @property
    def type(self) -> str:
        return self.attribute("type")

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.value or b"{}")
        return found


class EventLog:
    """A region's records by topic, in the order of each partition."""

    def __init__(self, region: str, records: Iterable[LoggedEvent]) -> None:
        self.region = region
        self.records = list(records)

    def on(self, stream: str) -> list[LoggedEvent]:
        """The records of one stream, copies included."""
        return [r for r in self.records if r.topic == f"{self.region}.{stream}"]

    def distinct(self, stream: str, kind: str = "") -> list[LoggedEvent]:
        """What services published on one stream (of one type), each event where it came first."""
        first: dict[str, LoggedEvent] = {}
        for record in self.on(stream):
            if record.id and kind in ("", record.type):
                first.setdefault(record.id, record)
        return list(first.values())

    @property
    def copies(self) -> int:
        """How many records repeat an event that stands before them: what crashes leave behind."""
        ours = [r for r in self.records if r.id]
        return len(ours) - len({(r.topic, r.id) for r in ours})


class LogReader:
    """Reads a region's topics to their ends, as often as asked; keeps what it has read."""

    def __init__(self, kafka: str, region: str) -> None:
        self._kafka, self._region = kafka, region
        self._admin = admin_of(kafka)
        self._consumer = consumer_of(kafka, f"{region}-test-reader")
        self._places = [
            TopicPartition(name, partition, OFFSET_BEGINNING)
            for name, policy in topics_of(region, SERVICES).items()
            for partition in range(policy.partitions)
        ]
        self._consumer.assign(self._places)
        self._records: list[LoggedEvent] = []
        self._read: dict[Place, int] = {}

    def ends(self) -> dict[Place, int]:
        """Where each partition ends now: the offset that its next record will have."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._ask_for_ends()
            except KafkaException:  # the broker was crashed, and the client remembers the old one
                if time.monotonic() > deadline:
                    raise
                self._admin = admin_of(self._kafka)
                time.sleep(0.2)

    def read(self) -> EventLog:
        """Return all records up to where the topics end now."""
        ends = self.ends()
        while any(self._read.get(place, 0) < end for place, end in ends.items()):
            for message in self._consumer.consume(5000, 0.05):
                if message.error():
                    raise AssertionError(str(message.error()))
                self._keep(message)
        return EventLog(
            self._region, sorted(self._records, key=lambda r: (r.topic, r.partition, r.offset))
        )

    def close(self) -> None:
        self._consumer.close()

    def _ask_for_ends(self) -> dict[Place, int]:
        asked = self._admin.list_offsets(dict.fromkeys(self._places, _LATEST))
        return {
            (place.topic, place.partition): found.result(30).offset
            for place, found in asked.items()
        }

    def _keep(self, message: Message) -> None:
        where = str(message.topic()), int(message.partition() or 0)
        given: Any = message.headers() or ()
        headers = tuple((name, raw or b"") for name, raw in given)
        offset = int(message.offset() or 0)
        self._records.append(LoggedEvent(*where, offset, message.key(), message.value(), headers))
        self._read[where] = offset + 1
