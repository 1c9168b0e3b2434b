"""Figures of schools' requests, counted by the database."""

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.domain.figures import Cell, Figures
from services.reporting.domain.school_figures import Asked, school_figures
from services.reporting.store.tables import school_requests as requests


async def read_school_figures(database: AsyncEngine) -> Figures:
    """Return every figure of schools' requests, as they stand now."""
    standing = case((requests.c.is_withdrawn, "closed"), else_=requests.c.standing)
    key = (
        requests.c.programme,
        requests.c.area,
        requests.c.month,
        requests.c.school_kind,
        func.coalesce(standing, "waiting"),
    )
    counted = select(*key, func.count()).where(requests.c.month.is_not(None)).group_by(*key)
    async with database.connect() as connection:
        rows = (await connection.execute(counted)).all()
    return school_figures({Asked(Cell(*row[:3]), row[3], row[4]): row[5] for row in rows})
