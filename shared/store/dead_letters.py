"""What operators do with dead letters: look, replay when the cause is mended, or discard."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_LISTED = text("""
SELECT d.delivery_id, d.topic, d.order_key <> '' AS has_key, d.code, d.pointer, d.held_at, d.value,
  (SELECT count(*) FROM held AS b WHERE b.topic = d.topic AND b.order_key = d.order_key
    AND b.order_key <> '' AND b.waits_for = 'behind' AND b.place > d.place) AS behind
FROM held AS d WHERE d.waits_for = 'operator' ORDER BY d.place
""")
_TAKE_TURN = text("""
UPDATE held SET waits_for = 'stage' WHERE delivery_id = :id AND waits_for = 'operator'
RETURNING topic, order_key
""")
_DISCARD = text("""
DELETE FROM held WHERE delivery_id = :id AND waits_for = 'operator' RETURNING topic, order_key
""")
_FREE_BEHIND = text("""
UPDATE held SET waits_for = 'stage'
WHERE topic = :topic AND order_key = :order_key AND order_key <> '' AND waits_for = 'behind'
  AND place < (SELECT coalesce(min(n.place), 9223372036854775807) FROM held AS n
    WHERE n.topic = :topic AND n.order_key = :order_key AND n.waits_for = 'operator')
""")


class DeadLetter(NamedTuple):
    """A fact that could not be applied. ``sealed`` opens with the region's evidence key only.

    ``behind`` is how many later facts of the same key wait for what becomes of it.
    """

    delivery_id: UUID
    topic: str
    has_key: bool
    code: str
    pointer: str
    held_at: datetime
    sealed: str
    behind: int


class NoSuchDeadLetter(LookupError):
    """No dead letter has this id: it was replayed or discarded already, or belongs elsewhere."""


class DeadLetters:
    """The dead letters of one service's database. The running service does the replaying itself."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> Sequence[DeadLetter]:
        """Return every dead letter, oldest first."""
        async with self._engine.connect() as connection:
            return [DeadLetter(*row) for row in await connection.execute(_LISTED)]

    async def replay(self, delivery_id: UUID) -> None:
        """Let the service apply the fact at its next look, and in order what waits behind it.

        If it fails again it is a dead letter again, in the same place. Raises ``NoSuchDeadLetter``.
        """
        await self._end(_TAKE_TURN, delivery_id)

    async def discard(self, delivery_id: UUID) -> None:
        """Forget the fact; what waits behind it goes on. Raises ``NoSuchDeadLetter``."""
        await self._end(_DISCARD, delivery_id)

    async def _end(self, statement: TextClause, delivery_id: UUID) -> None:
        async with self._engine.begin() as connection:
            await _end_and_free(connection, statement, delivery_id)


async def _end_and_free(
    connection: AsyncConnection, statement: TextClause, delivery_id: UUID
) -> None:
    row = (await connection.execute(statement, {"id": delivery_id})).first()
    if row is None:
        raise NoSuchDeadLetter(str(delivery_id))
    await connection.execute(_FREE_BEHIND, {"topic": row[0], "order_key": row[1]})
