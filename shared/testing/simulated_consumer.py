"""A consumer group's one member: fetches across partitions, commits afterwards, reads again."""

from collections.abc import Iterable, Sequence
from random import Random

from shared.runtime.crash_points import reached
from shared.testing.simulated_log import LogRecord, Place, SimulatedLog


class SimulatedConsumer:
    """At-least-once reading: whatever was not committed before a crash is read again."""

    def __init__(
        self, log: SimulatedLog, group: str, topics: Iterable[str], random: Random
    ) -> None:
        self._log, self._group, self._random = log, group, random
        self._places = [place for topic in topics for place in log.places(topic)]
        self._positions: dict[Place, int] = {}
        self._done: dict[Place, int] = {}
        self.start_again()

    @property
    def lag(self) -> int:
        """How many records it has not been given yet."""
        return sum(self._log.end(place) - at for place, at in self._positions.items())

    def start_again(self) -> None:
        """Go back to what was committed: after a crash, or when partitions come back."""
        self._positions = {place: self._log.committed(self._group, place) for place in self._places}
        self._done = {}

    def fetch(self, most: int) -> list[LogRecord]:
        """Return at most ``most`` records: some partitions, each in order, one after the other."""
        ready = [place for place, at in self._positions.items() if at < self._log.end(place)]
        self._random.shuffle(ready)
        batch: list[LogRecord] = []
        for place in ready:
            if len(batch) >= most:
                break
            records = self._log.read(place, self._positions[place], most - len(batch))
            self._positions[place] += len(records)
            batch += records
        return batch

    def rewind(self, records: Sequence[LogRecord]) -> None:
        """Take a batch back: it was not handled."""
        for record in reversed(records):
            self._positions[record.place] = record.offset

    def done_with(self, records: Sequence[LogRecord]) -> None:
        """Note that a batch was handled; its offsets are committed by ``commit``."""
        for record in records:
            self._done[record.place] = record.offset + 1

    def commit(self) -> None:
        """Commit the offsets of what was handled."""
        if self._done:
            self._log.commit(self._group, self._done)
            self._done = {}
            reached("consumer.after_offset")
