"""CloudEvents 1.0 over Kafka: binary and structured in, binary out. Reading never raises.

Source: CloudEvents Kafka Protocol Binding 1.0.2 and JSON Event Format 1.0.2.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from shared.contracts.attributes import REQUIRED, all_well, first_fault
from shared.contracts.catalogue import FACTS
from shared.contracts.envelope import JSON, MAX_BYTES, SPEC_VERSION, STRUCTURED, Envelope
from shared.contracts.fact import Fact
from shared.contracts.unreadable import Unreadable

Headers = Sequence[tuple[str, bytes]]
Reading = tuple[Envelope, Fact] | Unreadable

_FIELDS = Envelope._fields
_SEQUENCE = _FIELDS.index("sequence")
_HEADERS = {f"ce_{name}": name for name in (*Envelope._fields, "specversion")} | {
    "content-type": "content-type"
}


def read(value: bytes | None, headers: Headers) -> Reading:
    """Return the envelope and the fact, or why the bytes are unreadable. Never raises."""
    if value is None:
        return Unreadable("empty", "", "a record without a value is no event")
    if len(value) > MAX_BYTES:
        return Unreadable("too_large", "", f"an event may have {MAX_BYTES:,} bytes at most")
    try:
        attributes, data = _take_apart(value, headers)
    except _Malformed as malformed:
        return Unreadable(malformed.code, malformed.pointer, malformed.hint)
    return _read_fact(attributes, data)


def binary_headers(envelope: Envelope) -> list[tuple[str, bytes]]:
    """Return the ``ce_`` headers of the binary mode; empty attributes are left out."""
    headers = [("ce_specversion", b"1.0"), ("content-type", b"application/json")]
    for name, value in zip(Envelope._fields, envelope, strict=True):
        if value:
            headers.append((f"ce_{name}", str(value).encode()))
    return headers


def structured(envelope: Envelope, data: dict[str, Any]) -> bytes:
    """Return the event in the structured mode: one JSON document with its attributes."""
    attributes = {k: str(v) for k, v in envelope._asdict().items() if v}
    return orjson.dumps(
        {"specversion": SPEC_VERSION, "datacontenttype": JSON, **attributes, "data": data}
    )


class _Malformed(Exception):
    """The bytes are no CloudEvent at all."""

    def __init__(self, code: str, pointer: str, hint: str) -> None:
        super().__init__(code)
        self.code, self.pointer, self.hint = code, pointer, hint


def _take_apart(value: bytes, headers: Headers) -> tuple[dict[str, str], bytes]:
    given: dict[str, str] = {}
    name = ""
    try:
        for name, raw in headers:
            attribute = _HEADERS.get(name) or _HEADERS.get(name.lower())
            if attribute is not None:
                given[attribute] = raw.decode() if raw else ""
    except UnicodeDecodeError:
        raise _Malformed("header_not_utf8", f"/{name}", "headers are UTF-8 texts") from None
    content_type = given.pop("content-type", "")
    if content_type.startswith("application/cloudevents-batch"):
        raise _Malformed("batch_not_supported", "", "send one event per record")
    if "specversion" in given and not content_type.startswith(STRUCTURED):
        return given, value
    return _take_structured_apart(value)


def _take_structured_apart(value: bytes) -> tuple[dict[str, str], bytes]:
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        hint = "neither ce_ headers (binary mode) nor one JSON document (structured mode)"
        raise _Malformed("not_a_cloudevent", "", hint) from None
    if not isinstance(document, dict) or "specversion" not in document:
        raise _Malformed("not_a_cloudevent", "/specversion", "a CloudEvent names its specversion")
    data = document.pop("data", None)
    return {k: _scalar(v) for k, v in document.items()}, orjson.dumps(data)


def _scalar(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _read_fact(attributes: dict[str, str], data: bytes) -> Reading:
    values = [attributes.get(name, "") for name in _FIELDS]
    if not all_well(values):
        return _malformed_attribute(attributes, *first_fault(attributes))
    envelope = _envelope(values)
    if attributes.get("specversion") != SPEC_VERSION:
        return Unreadable("specversion_unknown", "/specversion", "send 1.0", envelope)
    contract = FACTS.get(envelope.type)
    if contract is None:
        hint = "no such event type; the catalogue lists those that exist"
        return Unreadable("type_unknown", "/type", hint, envelope)
    try:
        return envelope, contract.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        pointer = "/data" + "".join(f"/{_escaped(step)}" for step in first["loc"])
        return Unreadable("schema_invalid", pointer, _hint(first["type"], first["msg"]), envelope)


def _malformed_attribute(attributes: dict[str, str], name: str, pattern: str) -> Unreadable:
    """Only what names the event is kept of its attributes: the malformed one goes no further."""
    if not pattern:
        return Unreadable("attribute_missing", f"/{name}", f"a CloudEvent has a {name}")
    named = None
    if name not in REQUIRED:
        named = Envelope(attributes["id"], attributes["source"], attributes["type"])
    return Unreadable("attribute_invalid", f"/{name}", f"must match {pattern}", named)


def _envelope(values: list[str]) -> Envelope:
    filled: list[Any] = [*values]
    filled[_SEQUENCE] = int(values[_SEQUENCE] or 0)
    filled[-1] = values[-1] or "pseudonymous"
    return Envelope._make(filled)


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _hint(kind: str, message: str) -> str:
    """Return pydantic's message, which tells the rule; our own must not echo input either."""
    return "not valid JSON" if kind == "json_invalid" else message.removeprefix("Value error, ")
