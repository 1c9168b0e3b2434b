"""What waits in all services of a region, in rows of one shape for people and for machines."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.lag import lag_of
from deploy.operate.stores import dead_letters_of, outbox_of, parked_of
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess
from shared.store.held_facts import Parked, Undelivered, Unsent

_Found = TypeVar("_Found")
Databases = Mapping[str, str]
"""Service -> URL of its database."""


@dataclass(frozen=True, slots=True)
class Row:
    """So many wait in a service, the oldest for so long; see ``limits.Waiting``."""

    service: str
    count: int | None
    oldest_seconds: float | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)
    why: str = ""
    """Why something could not be told."""

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        age = None if self.oldest_seconds is None else round(self.oldest_seconds, 1)
        counted = {"count": self.count, "oldest_seconds": age, "why": self.why}
        return {"service": self.service, **self.details, **counted}


async def lag_rows(kafka: KafkaAccess, region: str, services: Sequence[str]) -> list[Row]:
    """Return a row for each stream of each service. Raises ``CannotTell`` when Kafka is away."""
    return [
        Row(
            lag.service,
            lag.count,
            lag.oldest_seconds,
            {"stream": lag.stream, "deleted_unread": lag.deleted_unread},
            lag.why,
        )
        for lag in await lag_of(kafka, region, services)
    ]


async def outbox_rows(databases: Databases) -> list[Row]:
    """Return a row for each service's outbox."""

    def rows(service: str, unsent: Unsent) -> list[Row]:
        return [Row(service, unsent.count, unsent.oldest_seconds)]

    return await _of_each(databases, outbox_of, rows)


async def parked_rows(databases: Databases) -> list[Row]:
    """Return a row for each thing that facts wait for, with what frees them."""

    def rows(service: str, parked: Sequence[Parked]) -> list[Row]:
        return [_parked_row(service, one) for one in parked]

    return await _of_each(databases, parked_of, rows)


async def dead_letter_rows(databases: Databases) -> list[Row]:
    """Return a row for each reason for which facts of a topic could not be applied."""

    def rows(service: str, letters: Sequence[Undelivered]) -> list[Row]:
        return [
            Row(service, one.count, one.oldest_seconds, {"topic": one.topic, "code": one.code})
            for one in letters
        ]

    return await _of_each(databases, dead_letters_of, rows)


async def _of_each(
    databases: Databases,
    ask: Callable[[str], Awaitable[_Found]],
    rows: Callable[[str, _Found], Iterable[Row]],
) -> list[Row]:
    async def of_one(service: str, url: str) -> list[Row]:
        try:
            return list(rows(service, await ask(url)))
        except CannotTell as error:
            return [Row(service, None, why=str(error))]

    found = await asyncio.gather(*(of_one(*one) for one in databases.items()))
    return [row for of_service in found for row in of_service]


def _parked_row(service: str, parked: Parked) -> Row:
    details = {
        "waits_for": _waits_for(parked),
        "topic": parked.topic,
        "freed_by": _freed_by(parked),
    }
    return Row(service, parked.count, parked.oldest_seconds, details)


def _waits_for(parked: Parked) -> str:
    if parked.waits_for == "behind":
        return f"dead letter {parked.front}"
    if not parked.programme:
        return "its turn"
    return f"a stage that lets it in: {parked.programme} is {parked.stage or 'not announced'}"


def _freed_by(parked: Parked) -> str:
    region = parked.topic.partition(".")[0]
    if parked.waits_for == "behind":
        return f"./inroads dead-letters replay {parked.front} --region {region} (or discard)"
    if not parked.programme:
        return "the service's next look"
    return f"announcing the stage live of {parked.programme} on {topic(region, Stream.ROLLOUT)}"
