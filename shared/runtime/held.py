"""Keeping a fact back, sealed, and reading it again when its turn has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import orjson

from shared.contracts.failures import FactDeadLettered
from shared.runtime.decision import Seals
from shared.runtime.delivery import Delivery, receive
from shared.runtime.gate import programme_of
from shared.runtime.ports import HeldFact

_TRAVELS = 48_000
"""Sealed bytes beyond this length stay in the store: a dead letter must fit into an event."""


class Opens(Seals, Protocol):
    """What can also open the evidence that this service sealed."""

    def open_text(self, data_class: str, text: str, *, bound_to: bytes) -> bytes:
        """Return what was sealed."""


class HeldRecord(NamedTuple):
    """A held fact in the shape of the record that it came from."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


class HoldsBack:
    """Seals facts under the region's evidence key before they rest in a table or a dead letter."""

    def __init__(self, service: str, keys: Opens) -> None:
        self._service, self._keys = service, keys

    def hold(
        self, delivery: Delivery, now: datetime, waits_for: str, code: str = "", pointer: str = ""
    ) -> HeldFact:
        """Return the held form of a delivery."""
        record, bound_to = delivery.record, delivery.delivery_id.bytes
        sealed = self._keys.seal_text("evidence", record.value or b"", bound_to=bound_to)
        around = _pack(record.headers or (), record.key)  # a sender may have put a name there, too
        return HeldFact(
            delivery.delivery_id,
            record.topic,
            delivery.order_key,
            programme_of(delivery),
            waits_for,
            code,
            pointer,
            sealed,
            self._keys.seal_text("evidence", around, bound_to=bound_to).encode(),
            now,
        )

    def read_again(self, held: HeldFact) -> Delivery:
        """Return the delivery of a held fact. Its identity is the one that the inbox knows."""
        bound_to = held.delivery_id.bytes
        value = self._keys.open_text("evidence", held.value, bound_to=bound_to)
        around = self._keys.open_text("evidence", held.headers.decode(), bound_to=bound_to)
        headers, key = _unpack(around)
        again = receive(HeldRecord(held.topic, -1, -1, key, value, headers))
        return again._replace(delivery_id=held.delivery_id)

    def dead_letter(self, delivery: Delivery, held: HeldFact) -> FactDeadLettered:
        """Return the fact that announces a dead letter to whoever watches."""
        return FactDeadLettered(
            dead_letter_id=held.delivery_id,
            service=self._service,
            topic=held.topic,
            partition=delivery.record.partition,
            offset=delivery.record.offset,
            code=held.code,
            pointer=held.pointer,
            sealed_bytes=held.value if len(held.value) <= _TRAVELS else "",
        )


def _pack(headers: Sequence[tuple[str, bytes]], key: bytes | None) -> bytes:
    """Headers and key as they came, byte for byte (latin-1 maps every byte to one character)."""
    pairs = [(name, (value or b"").decode("latin-1")) for name, value in headers]
    return orjson.dumps({"headers": pairs, "key": key.decode("latin-1") if key else None})


def _unpack(packed: bytes) -> tuple[list[tuple[str, bytes]], bytes | None]:
    parts = orjson.loads(packed)
    key = parts["key"]
    return (
        [(name, value.encode("latin-1")) for name, value in parts["headers"]],
        key.encode("latin-1") if key is not None else None,
    )
