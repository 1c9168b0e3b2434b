"""Counting what a service does, where it is done, for a few dozen nanoseconds per event."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from shared.contracts.streams import Stream, topic
from shared.observability.metrics import Metrics
from shared.runtime.batch import Handled
from shared.runtime.delivery import Record


@dataclass(slots=True)
class Counts:
    """Enters one service's doings in its metrics."""

    metrics: Metrics
    service: str
    region: str
    stages: dict[str, str]
    """The stage of each programme as last measured: a receipt does not say it."""

    def begin(self, topics: Iterable[str]) -> None:
        """Begin at 0, so that the first event of a kind is seen as one more."""
        self.metrics.count("store_retries_total", 0)
        for name in topics:
            self.metrics.count("events_consumed_total", 0, stream=stream_of(name))
            self.metrics.count("duplicates_absorbed_total", 0, stream=stream_of(name))

    def handled(
        self, records: Sequence[Record], results: Iterable[Handled], seconds: float
    ) -> None:
        """Count a batch: what it was made of, what had been there before, how long it took."""
        read = Counter(record.topic for record in records)
        for name, count in read.items():
            self.metrics.count("events_consumed_total", count, stream=stream_of(name))
        self.metrics.observe("batch_seconds", seconds)
        duplicates = sum(result.duplicates for result in results)
        if duplicates:
            # A result does not say which of several streams its duplicates came on.
            stream = stream_of(next(iter(read))) if len(read) == 1 else "several"
            self.metrics.count("duplicates_absorbed_total", duplicates, stream=stream)

    def sent(self, rows: Iterable[Sequence[Any]]) -> None:
        """Count answers and dead letters among rows of the outbox that the brokers acknowledged."""
        receipts = topic(self.region, Stream.RECEIPTS)
        dead_letters = topic(self.region, Stream.DEAD_LETTERS, self.service)
        for _, name, _, value, headers in rows:
            if name == receipts:
                programme = orjson.loads(headers).get("ce_programme", "")
                self.metrics.count(
                    "receipts_total",
                    verdict=orjson.loads(value)["verdict"],
                    stage=self.stages.get(programme, "none"),
                )
            elif name == dead_letters:
                self.metrics.count("dead_letters_total", reason=orjson.loads(value)["code"])


def stream_of(name: str) -> str:
    """Return the stream of a topic: ``inbound`` of ``london.inbound``."""
    return name.rpartition(".")[2]
