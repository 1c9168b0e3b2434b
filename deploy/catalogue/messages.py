"""AsyncAPI messages: the facts, with their frozen schemas and golden samples."""

import re
from pathlib import Path
from typing import Any

import orjson

from deploy.catalogue.channels import BINDING_VERSION, data_class
from deploy.catalogue.parties import publishers_of, readers_of
from shared.contracts.cloudevents import binary_headers, read
from shared.contracts.fact import Fact
from shared.contracts.frozen import Frozen
from shared.contracts.unreadable import Unreadable

Json = dict[str, Any]


class NotFrozen(Exception):
    """A fact cannot be written up before its schema and readable samples are frozen."""


def message(fact: type[Fact], frozen: Frozen) -> Json:
    """Return a fact as an AsyncAPI message in CloudEvents' binary mode."""
    version, schema = _latest(fact, frozen)
    return {
        "name": fact.TYPE,
        "title": title(fact),
        "summary": schema["description"].splitlines()[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "payload": {k: v for k, v in schema.items() if k not in {"$schema", "$id"}},
        "bindings": {"kafka": {"key": _key(fact, schema), "bindingVersion": BINDING_VERSION}},
        "examples": [_example(file) for file in frozen.samples(fact.TYPE)],
        "x-schema": f"../schemas/{fact.TYPE}/{version}.json",
        "x-publishers": publishers_of(fact),
        "x-readers": readers_of(fact),
        "x-dataclass": data_class(fact.STREAM),
    }


def title(fact: type[Fact]) -> str:
    """Return a fact's name in words: ``Referral accepted``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", fact.__name__).capitalize()


def _latest(fact: type[Fact], frozen: Frozen) -> tuple[str, Json]:
    latest = frozen.latest(fact.TYPE)
    if latest is None:
        raise NotFrozen(f"{fact.TYPE} is not frozen. Run: ./inroads contracts freeze {fact.TYPE}")
    return latest


def _key(fact: type[Fact], schema: Json) -> Json:
    form = schema["properties"][fact.KEY]
    return {**form, "description": f"The value of {fact.KEY}; also in ce_partitionkey."}


def _example(sample: Path) -> Json:
    content = sample.read_bytes()
    reading = read(content, ())
    if isinstance(reading, Unreadable):
        raise NotFrozen(f"{sample.name} cannot be read. Run: ./inroads contracts check")
    headers = {name: value.decode() for name, value in binary_headers(reading[0])}
    return {"name": sample.stem, "headers": headers, "payload": orjson.loads(content)["data"]}
