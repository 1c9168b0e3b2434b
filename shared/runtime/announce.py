"""The door out: announcements become outbox rows with the CloudEvents attributes of their cause."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

import orjson

from shared.contracts.envelope import MAX_BYTES, Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import POLICIES, topic
from shared.observability.tracing import child_of, new_trace
from shared.runtime.decision import Announcement, Cause, Seals
from shared.runtime.ports import OutgoingRow


class MakesIds(Protocol):
    """Where event ids come from: UUIDv7 in service, a seed in the simulation."""

    def __call__(self) -> UUID:
        """Return the next id."""


class FactTooLarge(Exception):
    """A fact of ours would not fit into an event: a defect, found before the outbox takes it."""


class Announced(NamedTuple):
    """An announcement and what caused it (``None``: time did)."""

    announcement: Announcement
    envelope: Envelope | None
    delivery_id: UUID | None


class _Kind(NamedTuple):
    """What is the same for every fact of one contract that one service announces."""

    topic: str
    ordered: bool
    headers: dict[str, str]


class DoorOut:
    """Turns announcements of one service in one region into outbox rows."""

    def __init__(
        self, region: str, service: str, seals: Seals, make_id: MakesIds, *, is_entry: bool
    ) -> None:
        self._region, self._service = region, service
        self._seals, self._make_id, self._is_entry = seals, make_id, is_entry
        self._kinds: dict[type[Fact], _Kind] = {}

    def complete(self, announced: Announced) -> Fact:
        """Return the fact itself; a draft is completed with its cause."""
        announcement = announced.announcement
        if isinstance(announcement, Fact):
            return announcement
        delivery_id = announced.delivery_id or self._make_id()
        return announcement.complete(Cause(announced.envelope, delivery_id, self._seals))

    def count_keys(self, facts: Sequence[Fact]) -> Counter[tuple[str, str]]:
        """Return how many facts each (topic, key) of an ordered stream gets."""
        kinds = ((self._kind(type(fact)), fact) for fact in facts)
        return Counter((kind.topic, fact.key) for kind, fact in kinds if kind.ordered)

    def rows(
        self,
        announced: Sequence[Announced],
        facts: Sequence[Fact],
        last: Mapping[tuple[str, str], int],
        now: datetime,
    ) -> list[OutgoingRow]:
        """Return the outbox rows of completed facts, numbered per key from ``last`` on."""
        sequences = dict(last)
        at = now.isoformat()
        rows = []
        for fact, why in zip(facts, announced, strict=True):
            kind, key = self._kind(type(fact)), fact.key
            headers = self._headers(kind, fact, why.envelope, at)
            headers["ce_subject"] = headers["ce_partitionkey"] = key
            if kind.ordered:
                number = sequences[kind.topic, key] = sequences[kind.topic, key] + 1
                headers["ce_sequence"] = str(number)
            rows.append(self._row(kind.topic, key, fact, headers))
        return rows

    def _row(self, topic: str, key: str, fact: Fact, headers: dict[str, str]) -> OutgoingRow:
        event_id = self._make_id()
        headers["ce_id"] = str(event_id)
        if "ce_correlationid" not in headers:
            headers["ce_correlationid"] = headers["ce_id"]
        value = fact.__pydantic_serializer__.to_json(fact)
        if len(value) > MAX_BYTES:
            msg = f"{fact.TYPE} has {len(value):,} bytes; at most {MAX_BYTES:,} may travel"
            raise FactTooLarge(msg)
        return OutgoingRow(event_id, topic, key.encode(), value, orjson.dumps(headers))

    def _headers(self, kind: _Kind, fact: Fact, cause: Envelope | None, at: str) -> dict[str, str]:
        headers = kind.headers.copy()
        headers["ce_time"] = headers["ce_recordedtime"] = at
        programme: str = getattr(fact, "programme", "")
        if cause is None:
            headers["ce_traceparent"] = new_trace()
        else:
            headers["ce_correlationid"] = cause.correlationid or cause.id
            headers["ce_causationid"] = cause.id
            headers["ce_traceparent"] = child_of(cause.traceparent)
            programme = programme or cause.programme
            if self._is_entry and cause.time:
                headers["ce_time"] = cause.time
        if programme:
            headers["ce_programme"] = programme
        return headers

    def _kind(self, contract: type[Fact]) -> _Kind:
        kind = self._kinds.get(contract)
        if kind is None:
            policy = POLICIES[contract.STREAM]
            headers = {
                "ce_specversion": "1.0",
                "content-type": "application/json",
                "ce_source": f"/inroads/{self._region}/{self._service}",
                "ce_type": contract.TYPE,
                "ce_region": self._region,
                "ce_dataclass": "restricted" if policy.restricted else "pseudonymous",
            }
            name = topic(self._region, contract.STREAM, self._service)
            kind = self._kinds[contract] = _Kind(name, policy.ordered, headers)
        return kind
