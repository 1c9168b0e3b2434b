"""What arrives: a Kafka record, read once, with the identity that makes a second delivery harmless."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from shared.contracts.unreadable import Unreadable


_SUFFIX = {stream: f".{stream.value}" for stream in Stream}
_INBOUND = _SUFFIX[Stream.INBOUND]
_STRAYED = "this type of event does not travel on this stream; see the catalogue"


class Record(Protocol):
    """The part of a Kafka record that the engine needs; aiokafka's ``ConsumerRecord`` has it."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class Delivery(NamedTuple):
    """A record that was read: either an envelope and a fact, or the reason why not.

    ``delivery_id`` is the same for every copy of one event: it is what the inbox claims.
    """

    delivery_id: UUID
    record: Record
    envelope: Envelope | None
    fact: Fact | None
    unreadable: Unreadable | None

    @property
    def is_submission(self) -> bool:
        """Whether a sender submitted this, and so waits for a receipt."""
        return self.record.topic.endswith(_INBOUND)

    @property
    def order_key(self) -> str:
        """The key whose order matters; empty for what could not be read, which blocks nothing."""
        if self.envelope is None or self.fact is None:
            return ""
        if self.is_submission:  # two senders may use the same reference
            return f"{self.envelope.source} {self.fact.key}"
        return self.envelope.partitionkey or self.fact.key


def receive(record: Record) -> Delivery:
    """Read a record; never raises."""
    reading = read(record.value, record.headers or ())
    if isinstance(reading, Unreadable):
        return Delivery(_unread_id(reading, record), record, reading.envelope, None, reading)
    envelope, fact = reading
    if not record.topic.endswith(_SUFFIX[fact.STREAM]):
        strayed = Unreadable("wrong_stream", "/type", _STRAYED, envelope)
        return Delivery(event_identity(envelope), record, envelope, None, strayed)
    return Delivery(event_identity(envelope), record, envelope, fact, None)


def event_identity(envelope: Envelope) -> UUID:
    """Return the identity of an event: its ``source`` and ``id`` together (CloudEvents 1.0 §3.1)."""
    return _digest(f"{envelope.source}\n{envelope.id}".encode())


def _unread_id(reading: Unreadable, record: Record) -> UUID:
    """Without attributes the bytes themselves are the identity: a copy of them is the same event."""
    if reading.envelope is not None:
        return event_identity(reading.envelope)
    key = record.key or b""
    value = record.value or b""
    return _digest(b"unread\n%d\n%b%b" % (len(key), key, value))


def _digest(text: bytes) -> UUID:
    return UUID(bytes=hashlib.blake2b(text, digest_size=16).digest())
