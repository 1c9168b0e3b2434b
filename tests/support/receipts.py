"""Watching receipts as they come, to see how long senders wait."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from confluent_kafka import Consumer, TopicPartition

from shared.contracts.streams import POLICIES, Stream, topic
from tests.support.kafka import consumer_of


class Receipts:
    """Receipts in the order in which they arrive, with the moment of their arrival."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self.all: list[tuple[float, dict[str, Any]]] = []

    def wait_for(self, event_ids: Iterable[str], patience: float = 30.0) -> dict[str, float]:
        """Return when each of these events was answered (monotonic seconds)."""
        wanted = set(event_ids)
        deadline = time.monotonic() + patience
        while wanted - self._answered().keys():
            self._take()
            if time.monotonic() > deadline:
                missing = sorted(wanted - self._answered().keys())
                raise AssertionError(f"no receipt after {patience:.0f} s for {missing[:5]}")
        return {event: at for event, at in self._answered().items() if event in wanted}

    def wait_for_any(self, patience: float = 30.0) -> None:
        """Return when there is a receipt at all."""
        deadline = time.monotonic() + patience
        while not self.all:
            self._take()
            assert time.monotonic() < deadline, f"no receipt after {patience:.0f} s"

    def said_of(self, event_id: str) -> dict[str, Any]:
        """Return the first receipt for an event."""
        return next(said for _, said in self.all if said["event_id"] == event_id)

    def _answered(self) -> dict[str, float]:
        answered: dict[str, float] = {}
        for at, said in self.all:
            answered.setdefault(said["event_id"], at)
        return answered

    def _take(self) -> None:
        for message in self._consumer.consume(500, 0.1):
            if not message.error():
                self.all.append((time.monotonic(), orjson.loads(message.value() or b"{}")))


@contextmanager
def watching_receipts(kafka: str, region: str) -> Iterator[Receipts]:
    """Watch a region's receipts from now on."""
    consumer = consumer_of(kafka, f"{region}-test-receipts")
    try:
        places = []
        for partition in range(POLICIES[Stream.RECEIPTS].partitions):
            place = TopicPartition(topic(region, Stream.RECEIPTS), partition)
            _, place.offset = consumer.get_watermark_offsets(place, 10)
            places.append(place)
        consumer.assign(places)
        yield Receipts(consumer)
    finally:
        consumer.close()
