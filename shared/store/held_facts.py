"""What a service keeps back and why, counted by what it waits for; nothing is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_PARKED = text("""
SELECT h.waits_for, h.topic, h.programme, s.stage, f.delivery_id AS front, count(*) AS count,
  extract(epoch FROM now() - min(h.held_at))::float AS oldest_seconds
FROM held AS h
LEFT JOIN stage AS s ON s.programme = h.programme
LEFT JOIN LATERAL (
  SELECT d.delivery_id FROM held AS d
  WHERE h.waits_for = 'behind' AND d.waits_for = 'operator' AND d.topic = h.topic
    AND d.order_key = h.order_key AND d.place < h.place
  ORDER BY d.place DESC LIMIT 1) AS f ON true
WHERE h.waits_for <> 'operator'
GROUP BY h.waits_for, h.topic, h.programme, s.stage, f.delivery_id
ORDER BY min(h.place)
""")
_UNSENT = text("""
SELECT count(*), extract(epoch FROM now() - min(created_at))::float FROM outbox
""")
_DEAD_LETTERS = text("""
SELECT code, topic, count(*), extract(epoch FROM now() - min(held_at))::float
FROM held WHERE waits_for = 'operator' GROUP BY code, topic ORDER BY min(place)
""")


@dataclass(frozen=True, slots=True)
class Parked:
    """Facts that wait for the same thing: their programme's stage, or a dead letter in front.

    ``stage`` is the programme's as last heard (``None``: never announced); ``front`` is the dead
    letter behind which these wait.
    """

    waits_for: str
    topic: str
    programme: str
    stage: str | None
    front: UUID | None
    count: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """The outbox: facts that are true and that the broker has not acknowledged yet.

    ``oldest_seconds`` is for how long the first of them has waited; ``None`` when none waits.
    """

    count: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Dead letters of one topic with the same code."""

    code: str
    topic: str
    count: int
    oldest_seconds: float | None


class HeldFacts:
    """What waits in one service's database. Ages are seconds by the database's clock."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def parked(self) -> Sequence[Parked]:
        """Return what waits for a stage or behind a dead letter, what came first first."""
        async with self._engine.connect() as connection:
            return [Parked(*row) for row in await connection.execute(_PARKED)]

    async def unsent(self) -> Unsent:
        """Return what the relay has not sent yet."""
        async with self._engine.connect() as connection:
            return Unsent(*(await connection.execute(_UNSENT)).one())

    async def dead_letters(self) -> Sequence[Undelivered]:
        """Return the dead letters by code and topic, the oldest first."""
        async with self._engine.connect() as connection:
            return [Undelivered(*row) for row in await connection.execute(_DEAD_LETTERS)]
