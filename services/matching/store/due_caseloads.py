"""Which programmes' caseloads a job has to look at.

Asked five times a second, so the large columns of a row are not read here.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Select, Uuid, cast, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.matching.store.tables import caseloads, pools, profiles


class DueCaseloads:
    """Finds the keys of rows; whoever decides loads them again under their locks."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def with_newcomers(self, accepted_by: datetime) -> Sequence[str]:
        """Return the programmes with a newcomer whose profile is here, or who came by then."""
        new = func.jsonb_array_elements(caseloads.c.newcomers).table_valued("value")
        person = func.jsonb_extract_path_text(new.c.value, "person_id")
        known = select(profiles.c.person_id).where(profiles.c.person_id == cast(person, Uuid))
        since = func.jsonb_extract_path_text(new.c.value, "since")
        is_late = cast(since, DateTime(timezone=True)) <= accepted_by
        found = select(caseloads.c.programme).where(
            select(new.c.value).where(known.exists() | is_late).exists()
        )
        return [row[0] for row in await self._rows(found)]

    async def not_planned_on(self, today: date) -> Sequence[tuple[str, datetime]]:
        """Return each programme without a plan of today, with when its first contract is over."""
        planned = func.coalesce(caseloads.c.planned_on, date.min)
        found = select(caseloads.c.programme, caseloads.c.due_at).where(
            caseloads.c.due_at.is_not(None), planned < today
        )
        return [(row[0], row[1]) for row in await self._rows(found)]

    async def pools_with_waiting(self, programmes: Sequence[str]) -> Sequence[str]:
        """Return the pools of these programmes in which somebody waits."""
        found = select(pools.c.pool_id).where(
            pools.c.programme.in_(programmes), func.jsonb_array_length(pools.c.waiting) > 0
        )
        return [row[0] for row in await self._rows(found.order_by(pools.c.pool_id))]

    async def _rows(self, statement: Select[Any]) -> Sequence[tuple[Any, ...]]:
        async with self._database.connect() as connection:
            return [tuple(row) for row in (await connection.execute(statement)).all()]
