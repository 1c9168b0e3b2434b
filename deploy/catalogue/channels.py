"""AsyncAPI channels: the streams of a region, with how Kafka keeps them."""

from collections.abc import Iterable
from typing import Any

from shared.contracts.fact import Fact
from shared.contracts.streams import POLICIES, Stream, topic

Json = dict[str, Any]
BINDING_VERSION = "0.5.0"
"""Of the Kafka bindings; the newest that AsyncAPI's own parser knows."""

REGION = "{region}"
_DAY_MS = 86_400_000


def channel_id(stream: Stream, service: str) -> str:
    """Return a channel's name in a document: its topic in no particular region."""
    return topic(REGION, stream, service).removeprefix(f"{REGION}.")


def channel(stream: Stream, service: str, facts: Iterable[type[Fact]]) -> Json:
    """Return the channel of one stream, with those facts that concern the document."""
    policy = POLICIES[stream]
    days = policy.retention_days
    kept = (
        "compacted: the last word of each key is kept" if days is None else f"kept for {days} days"
    )
    access = "restricted to those who hear it" if policy.restricted else "open within the region"
    return {
        "address": topic(REGION, stream, service),
        "description": f"Keyed by {policy.key}; {kept}; {access}.",
        "parameters": {"region": {"$ref": "#/components/parameters/region"}},
        "messages": {
            fact.__name__: {"$ref": f"#/components/messages/{fact.__name__}"} for fact in facts
        },
        "bindings": {
            "kafka": {
                "partitions": policy.partitions,
                "topicConfiguration": _configuration(days),
                "bindingVersion": BINDING_VERSION,
            }
        },
        "x-dataclass": data_class(stream),
    }


def _configuration(retention_days: int | None) -> Json:
    if retention_days is None:
        return {"cleanup.policy": ["compact"]}
    return {"cleanup.policy": ["delete"], "retention.ms": retention_days * _DAY_MS}


def data_class(stream: Stream) -> str:
    """Return the class of data that travels on a stream, as in the attribute ``dataclass``."""
    return "restricted" if POLICIES[stream].restricted else "pseudonymous"
