"""Events as bytes on their way into the log, and what the simulation knows about each of them."""

from random import Random
from typing import NamedTuple

import orjson

from shared.contracts.cloudevents import binary_headers, structured
from shared.contracts.envelope import STRUCTURED, Envelope
from shared.contracts.fact import Fact
from shared.testing.simulated_log import Headers, SimulatedLog

EventName = tuple[str, str]
"""The source and id of an event."""


class Parcel(NamedTuple):
    """A record before it has an offset."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers

    def put_into(self, log: SimulatedLog) -> None:
        """Append it."""
        log.append(*self)


def parcel_of(fact: Fact, envelope: Envelope, topic: str, random: Random | None = None) -> Parcel:
    """Return the fact as a record: in binary mode, or sometimes in the structured one."""
    if random is not None and random.random() < 0.3:
        content_type = [("content-type", STRUCTURED.encode())]
        value = structured(envelope, orjson.loads(fact.model_dump_json()))
        return Parcel(topic, fact.key.encode(), value, content_type)
    value = fact.model_dump_json().encode()
    return Parcel(topic, fact.key.encode(), value, binary_headers(envelope))
