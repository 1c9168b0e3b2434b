"""The CloudEvents 1.0 attributes that travel with every fact."""

from typing import NamedTuple

SPEC_VERSION = "1.0"
JSON = "application/json"
STRUCTURED = "application/cloudevents+json"
MAX_BYTES = 65_536
"""CloudEvents asks for events that any intermediary carries: 64 KiB."""


class Envelope(NamedTuple):
    """CloudEvents context attributes; times are RFC 3339 texts, empty where a sender gave none.

    ``id`` with ``source`` names the event. ``time`` is when it happened, ``recordedtime`` when its
    producer stored it. ``sequence`` counts the facts of one partition key on one stream, from 1.
    """

    id: str
    source: str
    type: str
    subject: str = ""
    time: str = ""
    recordedtime: str = ""
    partitionkey: str = ""
    sequence: int = 0
    region: str = ""
    programme: str = ""
    correlationid: str = ""
    causationid: str = ""
    traceparent: str = ""
    dataclass: str = "pseudonymous"
