"""The CloudEvents attributes as JSON Schema: in one document (structured), or headers (binary)."""

from typing import Any

from shared.contracts.attributes import PATTERNS, REQUIRED
from shared.contracts.envelope import SPEC_VERSION

Schema = dict[str, Any]
ENVELOPE = "cloudevent"
"""The name under which the envelope's schema is frozen, beside those of the facts."""

ALWAYS_SENT = ("specversion", *REQUIRED)
_WORDS = {
    "specversion": "The version of CloudEvents.",
    "id": "Names the event together with `source`: the same pair again counts once.",
    "source": "Who says so, such as `/jobcentre/HCK01` or `/inroads/london/referrals`.",
    "type": "Which fact this is: `inroads.<subject>.<fact>.v<major>`.",
    "subject": "What the fact is about; on our streams the value of the key.",
    "time": "When it happened, with an offset.",
    "recordedtime": "When its producer stored it, with an offset.",
    "partitionkey": "Whose order matters; also the Kafka record's key.",
    "sequence": "Counts the facts of one partition key on one stream, from 1.",
    "region": "The region in which the fact holds.",
    "programme": "An opaque programme code.",
    "correlationid": "The id of the event that began it all.",
    "causationid": "The id of the event that this one answers.",
    "traceparent": "W3C Trace Context, so that one trace spans every service.",
    "dataclass": "Who may read it: `pseudonymous` (ids, codes, dates) or `restricted`.",
}
_FORMS: dict[str, Schema] = {
    "specversion": {"type": "string", "const": SPEC_VERSION},
    **{
        name: {"type": "string", "pattern": f"^(?:{pattern})$"}
        for name, pattern in PATTERNS.items()
    },
}


def envelope_schema() -> Schema:
    """Return the schema of an event in the structured mode: a document of attributes and data."""
    return {
        "title": "CloudEvent",
        "description": (
            "An event in the structured mode (content-type application/cloudevents+json). In the"
            " binary mode each attribute is a Kafka header named ce_<attribute> with the same text"
            " in UTF-8, content-type is application/json, and the record's value is `data` alone."
        ),
        "type": "object",
        "properties": {
            **_attributes(""),
            "datacontenttype": {"type": "string", "pattern": "^application/json(; ?charset=.+)?$"},
            "data": {"type": "object", "description": "The fact; its schema is named by `type`."},
        },
        "required": [*ALWAYS_SENT, "data"],
    }


def header_schema() -> Schema:
    """Return the schema of an event's Kafka headers in the binary mode, each read as UTF-8."""
    return {
        "type": "object",
        "properties": {
            **_attributes("ce_"),
            "content-type": {"type": "string", "const": "application/json"},
        },
        "required": [f"ce_{name}" for name in ALWAYS_SENT],
    }


def _attributes(prefix: str) -> dict[str, Schema]:
    return {
        f"{prefix}{name}": {"description": _WORDS[name], **form} for name, form in _FORMS.items()
    }
