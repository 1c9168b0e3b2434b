"""What arrives: a Kafka record, read once; its identity makes a second delivery harmless."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from shared.contracts.unreadable import Unreadable

_STRAYED = "this type of event does not travel on this stream; see the catalogue"


class Record(Protocol):
    """The part of a Kafka record that the engine needs; aiokafka's ``ConsumerRecord`` has it."""

    @property
    def topic(self) -> str:
        """Where it came from: ``<region>.<stream>``, for dead letters with the service between."""

    @property
    def partition(self) -> int:
        """The partition of the topic; negative for a held fact that is read again."""

    @property
    def offset(self) -> int:
        """The place in the partition; negative for a held fact that is read again."""

    @property
    def key(self) -> bytes | None:
        """What the sender partitioned by, if anything."""

    @property
    def value(self) -> bytes | None:
        """The event, or its data alone in the binary mode; ``None`` is a tombstone."""

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """Names and raw values, in the order in which they were sent."""


class Delivery(NamedTuple):
    """A record that was read: either an envelope and a fact, or the reason why not.

    ``delivery_id`` is the same for every copy of one event: it is what the inbox claims.
    ``order_key`` is the key whose order matters; empty for what could not be read, which blocks
    nothing. A *submission* is what a sender submitted, who waits for a receipt.
    """

    delivery_id: UUID
    record: Record
    envelope: Envelope | None
    fact: Fact | None
    unreadable: Unreadable | None
    order_key: str = ""
    is_submission: bool = False

    @property
    def content(self) -> tuple[Envelope, Fact]:
        """What a readable delivery says. Raises ``ValueError`` when it could not be read."""
        if self.envelope is None or self.fact is None:
            raise ValueError("what could not be read has no content; look at unreadable")
        return self.envelope, self.fact


def receive(record: Record) -> Delivery:
    """Read a record; never raises."""
    reading = read(record.value, record.headers or ())
    inbound, suffix = _kind_of(record.topic)
    if isinstance(reading, Unreadable):
        named = reading.envelope
        identity = event_identity(named) if named is not None else _identity_of_bytes(record)
        return Delivery(identity, record, named, None, reading, "", inbound)
    envelope, fact = reading
    identity = event_identity(envelope)
    if fact.STREAM.value != suffix:
        strayed = Unreadable("wrong_stream", "/type", _STRAYED, envelope)
        return Delivery(identity, record, envelope, None, strayed, "", inbound)
    key = envelope.partitionkey or fact.key
    if inbound:  # two senders may use the same reference
        key = f"{envelope.source} {fact.key}"
    return Delivery(identity, record, envelope, fact, None, key, inbound)


@cache
def _kind_of(topic: str) -> tuple[bool, str]:
    """Return whether a topic is the inbound one, and the stream that its name ends with."""
    stream = topic.rpartition(".")[2]
    return stream == Stream.INBOUND.value, stream


def event_identity(envelope: Envelope) -> UUID:
    """Return the identity of an event: ``source`` and ``id`` together (CloudEvents 1.0 §3.1)."""
    return _digest(f"{envelope.source}\n{envelope.id}".encode())


def _identity_of_bytes(record: Record) -> UUID:
    """Without attributes the bytes themselves are the identity: a copy is the same event."""
    key = record.key or b""
    value = record.value or b""
    return _digest(b"unread\n%d\n%b%b" % (len(key), key, value))


def _digest(text: bytes) -> UUID:
    return UUID(bytes=hashlib.blake2b(text, digest_size=16).digest())
