"""Somebody outside who sends events: plain JSON and librdkafka, none of our own code."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from confluent_kafka import KafkaError, Message

from shared.contracts.fact import Fact
from tests.support.kafka import producer_to

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Event:
    """What goes into a Kafka record. ``id`` and ``source`` are empty where the bytes name none."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()
    id: str = ""
    source: str = ""
    data: dict[str, Any] = field(default_factory=dict, repr=False)


def event_of(
    contract: type[Fact] | str,
    data: dict[str, Any],
    *,
    source: str = "/jobcentre/HCK01",
    event_id: str = "",
    key: str = "",
    **more: str,
) -> Event:
    """Return a structured CloudEvent, as most senders send it."""
    named = event_id or f"event-{next(_numbers)}"
    kind = contract if isinstance(contract, str) else contract.TYPE
    field_of_key = "reference" if isinstance(contract, str) else contract.KEY
    document = {
        "specversion": "1.0",
        "id": named,
        "source": source,
        "type": kind,
        "time": datetime.now(UTC).isoformat(),
        **more,
        "data": data,
    }
    record_key = key or str(data.get(field_of_key, named))
    return Event(record_key.encode(), orjson.dumps(document), (), named, source, data)


def in_binary_mode(event: Event) -> Event:
    """Return the same event in the binary mode: attributes in headers, data as the value."""
    document = orjson.loads(event.value or b"")
    data = document.pop("data")
    headers = [(f"ce_{name}", str(value).encode()) for name, value in document.items()]
    headers.append(("content-type", b"application/json"))
    return Event(event.key, orjson.dumps(data), headers, event.id, event.source, event.data)


class Sender:
    """Sends, and knows which of its records Kafka has acknowledged."""

    def __init__(self, kafka: str) -> None:
        self._producer = producer_to(
            kafka,
            enable_idempotence=True,
            linger_ms=2,
            message_max_bytes=2_000_000,
            message_timeout_ms=120_000,
        )
        self.acknowledged = 0
        self.refused: list[str] = []

    def send(self, topic: str, event: Event) -> None:
        self._producer.produce(
            topic,
            event.value,
            event.key,
            headers=list(event.headers),
            on_delivery=self._answered,
        )
        self._producer.poll(0)

    def flush(self, patience: float = 60.0) -> None:
        """Return when everything that was sent is acknowledged; ``AssertionError`` if it is not."""
        left = self._producer.flush(patience)
        assert not left, f"{left} records were not acknowledged in {patience:.0f} seconds"
        assert not self.refused, f"Kafka refused records: {self.refused[:3]}"

    def _answered(self, error: KafkaError | None, _message: Message) -> None:
        if error is None:
            self.acknowledged += 1
        else:
            self.refused.append(str(error))
