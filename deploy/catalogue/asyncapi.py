"""AsyncAPI 3.0 documents: what one party says and hears, or everybody."""

from collections.abc import Iterable, Sequence
from typing import Any

from deploy.catalogue.channels import BINDING_VERSION, channel, channel_id
from deploy.catalogue.messages import message
from deploy.catalogue.parties import SERVICES, Party
from shared.contracts.envelope_schema import header_schema
from shared.contracts.fact import Fact
from shared.contracts.frozen import Frozen
from shared.contracts.streams import Stream

Json = dict[str, Any]
Place = tuple[Stream, str]
"""A stream, and whose: dead letters have one for each service."""

_REGION = {
    "description": "A region is a cell of its own: its topics, databases and versions.",
    "examples": ["london", "merseyside"],
}
_ABOUT = (
    "Facts are CloudEvents 1.0 on Apache Kafka, in the binary mode: attributes in ce_ headers, data"
    " in the value. The structured mode is read too. Readers ignore fields that they do not know."
)


def document(title: str, version: str, concerned: Sequence[Party], frozen: Frozen) -> Json:
    """Return the AsyncAPI document of some parties."""
    operations, facts_at = _operations(concerned)
    facts = sorted({fact for found in facts_at.values() for fact in found}, key=lambda f: f.TYPE)
    purposes = " ".join(party.purpose for party in concerned) if len(concerned) == 1 else ""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": title,
            "version": version,
            "description": f"{purposes} {_ABOUT}".strip(),
        },
        "defaultContentType": "application/json",
        "channels": {
            channel_id(*place): channel(*place, found) for place, found in facts_at.items()
        },
        "operations": operations,
        "components": {
            "parameters": {"region": _REGION},
            "schemas": {"CloudEventHeaders": header_schema()},
            "messages": {fact.__name__: message(fact, frozen) for fact in facts},
        },
    }


def _operations(concerned: Iterable[Party]) -> tuple[Json, dict[Place, list[type[Fact]]]]:
    """Return the operations, and which facts they need on which channels."""
    operations: Json = {}
    facts_at: dict[Place, dict[type[Fact], None]] = {}
    for party in concerned:
        for action, facts in (("send", party.announces), ("receive", party.hears)):
            for place, found in _by_place(party, facts).items():
                facts_at.setdefault(place, {}).update(dict.fromkeys(found))
                name = f"{party.name}.{_VERBS[action]}.{channel_id(*place)}"
                operations[name] = _operation(party, action, place, found)
    return operations, {place: list(found) for place, found in facts_at.items()}


_VERBS = {"send": "announce", "receive": "hear"}


def _by_place(party: Party, facts: Iterable[type[Fact]]) -> dict[Place, list[type[Fact]]]:
    places: dict[Place, list[type[Fact]]] = {}
    for fact in facts:
        for service in _whose(party, fact):
            places.setdefault((fact.STREAM, service), []).append(fact)
    return places


def _whose(party: Party, fact: type[Fact]) -> Sequence[str]:
    if fact.STREAM is not Stream.DEAD_LETTERS:
        return ("",)
    return (party.name,) if party.is_service else SERVICES


def _operation(party: Party, action: str, place: Place, facts: Iterable[type[Fact]]) -> Json:
    at = f"#/channels/{channel_id(*place)}"
    operation: Json = {
        "action": action,
        "title": f"{party.name} {_VERBS[action]} {channel_id(*place)}",
        "channel": {"$ref": at},
        "messages": [{"$ref": f"{at}/messages/{fact.__name__}"} for fact in facts],
        "x-party": party.name,
    }
    if party.is_service and action == "receive":
        group = {"type": "string", "pattern": rf"^[a-z][a-z0-9-]{{1,30}}\.{party.name}$"}
        operation["bindings"] = {
            "kafka": {"groupId": group, "bindingVersion": BINDING_VERSION},
        }
    return operation
