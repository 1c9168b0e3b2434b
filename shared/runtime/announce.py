"""The door out: announcements become outbox rows, with the CloudEvents attributes of their cause."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import orjson

from shared.contracts.envelope import MAX_BYTES, Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import POLICIES, Stream, topic
from shared.observability.tracing import child_of, new_trace
from shared.runtime.decision import Announcement, Cause, Seals
from shared.runtime.ports import OutgoingRow

_HEADERS = {"ce_specversion": "1.0", "content-type": "application/json"}


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


class DoorOut:
    """Turns announcements of one service in one region into outbox rows."""

    def __init__(
        self, region: str, service: str, seals: Seals, make_id: MakesIds, *, is_entry: bool
    ) -> None:
        self._region, self._seals, self._make_id, self._is_entry = region, seals, make_id, is_entry
        self._source = f"/inroads/{region}/{service}"
        self._topics = {stream: topic(region, stream, service) for stream in Stream}

    def complete(self, announced: Announced) -> Fact:
        """Return the fact itself; a draft is completed with its cause."""
        announcement = announced.announcement
        if isinstance(announcement, Fact):
            return announcement
        delivery_id = announced.delivery_id or self._make_id()
        return announcement.complete(Cause(announced.envelope, delivery_id, self._seals))

    def count_keys(self, facts: Sequence[Fact]) -> Counter[tuple[str, str]]:
        """Return how many facts each (topic, key) of an ordered stream gets."""
        return Counter(
            (self._topics[fact.STREAM], fact.key) for fact in facts if POLICIES[fact.STREAM].ordered
        )

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
            place = (self._topics[fact.STREAM], fact.key)
            number = 0
            if place in sequences:
                number = sequences[place] = sequences[place] + 1
            rows.append(self._row(fact, place, number, why.envelope, at))
        return rows

    def _row(
        self, fact: Fact, place: tuple[str, str], number: int, cause: Envelope | None, at: str
    ) -> OutgoingRow:
        event_id = self._make_id()
        value = fact.__pydantic_serializer__.to_json(fact)
        if len(value) > MAX_BYTES:
            msg = f"{fact.TYPE} has {len(value):,} bytes; at most {MAX_BYTES:,} may travel"
            raise FactTooLarge(msg)
        headers = self._headers(fact, str(event_id), place[1], cause, at)
        if number:
            headers["ce_sequence"] = str(number)
        return OutgoingRow(event_id, place[0], place[1].encode(), value, orjson.dumps(headers))

    def _headers(
        self, fact: Fact, event_id: str, key: str, cause: Envelope | None, at: str
    ) -> dict[str, Any]:
        programme = getattr(fact, "programme", "")
        headers = _HEADERS | {
            "ce_id": event_id,
            "ce_source": self._source,
            "ce_type": fact.TYPE,
            "ce_subject": key,
            "ce_time": at,
            "ce_recordedtime": at,
            "ce_partitionkey": key,
            "ce_region": self._region,
            "ce_dataclass": "restricted" if POLICIES[fact.STREAM].restricted else "pseudonymous",
        }
        if cause is None:
            headers |= {"ce_correlationid": event_id, "ce_traceparent": new_trace()}
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
