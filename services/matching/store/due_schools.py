"""In which programmes a school waits, so that a plan could help."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.matching.store.tables import schools


class DueSchools:
    """Finds the keys of rows; whoever decides loads them again under their locks."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def with_waiting(self) -> Sequence[str]:
        """Return the programmes in which a school waits."""
        found = select(schools.c.programme).where(func.jsonb_array_length(schools.c.waiting) > 0)
        async with self._database.connect() as connection:
            return [row[0] for row in (await connection.execute(found)).all()]
