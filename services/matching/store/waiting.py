"""Who waits for a mentor, and which mentors have a free place: the rows that a match run reads."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.matching.store.tables import mentees, mentors


class StoredWaiting:
    """Finds the keys of rows; whoever decides loads them again under their locks."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def mentees(self, programme: str, proposals: int) -> Sequence[UUID]:
        """Return the referrals that wait with fewer open proposals than this, longest first."""
        table = mentees.c
        return await self._keys(
            select(table.referral_id)
            .where(table.programme == programme, table.status == "waiting")
            .where(func.jsonb_array_length(table.proposals) < proposals)
            .order_by(table.waiting_since, table.referral_id)
        )

    async def mentors(self, programme: str) -> Sequence[UUID]:
        """Return the mentors who are trained, here and not full."""
        table = mentors.c
        return await self._keys(
            select(table.mentor_id)
            .where(table.programme == programme, table.taken < table.capacity)
            .where(table.trained, table.profile_completed, ~table.paused, ~table.has_left)
            .order_by(table.mentor_id)
        )

    async def _keys(self, statement: Select[Any]) -> Sequence[UUID]:
        async with self._database.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [row[0] for row in rows]
