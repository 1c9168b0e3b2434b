"""A Kafka-like log in memory: partitions by key, offsets, consumer groups with their positions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

Headers = Sequence[tuple[str, bytes]]
Place = tuple[str, int]
"""A topic and the number of one of its partitions."""

PARTITIONS = 3
"""How many partitions a topic has that was not declared."""


class LogRecord(NamedTuple):
    """A record as a consumer gets it; ``shared.runtime.delivery.Record`` describes it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def place(self) -> Place:
        """Where it lies."""
        return self.topic, self.partition


class SimulatedLog:
    """Everything that was ever appended: nothing is lost or changed, order holds per partition."""

    def __init__(self, partitions: Mapping[str, int] | None = None) -> None:
        self._partitions = dict(partitions or {})
        self._records: dict[Place, list[LogRecord]] = defaultdict(list)
        self._committed: dict[tuple[str, Place], int] = {}
        self._keyless = 0
        self.everything: list[LogRecord] = []
        """All records in the order in which they were appended."""

    def places(self, topic: str) -> list[Place]:
        """Return the partitions of a topic."""
        return [(topic, n) for n in range(self._partitions.get(topic, PARTITIONS))]

    def place_of(self, topic: str, key: bytes | None) -> Place:
        """Return where a record with this key goes; records without one go round in turn."""
        count = self._partitions.get(topic, PARTITIONS)
        if key is None:
            self._keyless += 1
            return topic, self._keyless % count
        return topic, crc32(key) % count

    def append(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> LogRecord:
        """Append a record to the partition of its key and return it with its offset."""
        place = self.place_of(topic, key)
        records = self._records[place]
        record = LogRecord(topic, place[1], len(records), key, value, headers)
        records.append(record)
        self.everything.append(record)
        return record

    def read(self, place: Place, offset: int, limit: int) -> list[LogRecord]:
        """Return at most ``limit`` records of a partition, from an offset on."""
        return self._records[place][offset : offset + limit]

    def end(self, place: Place) -> int:
        """Return the offset that the next record of a partition will have."""
        return len(self._records[place])

    def commit(self, group: str, offsets: Mapping[Place, int]) -> None:
        """Remember for a group the offset from which it goes on reading, per partition."""
        self._committed.update({(group, place): offset for place, offset in offsets.items()})

    def committed(self, group: str, place: Place) -> int:
        """Return from where a group goes on reading: the beginning, if it never committed."""
        return self._committed.get((group, place), 0)
