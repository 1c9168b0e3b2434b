"""Whether the stored journeys stand where their own facts put them."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import fields

from sqlalchemy import Text, cast, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.domain.figures import (
    Difference,
    FigureKey,
    Figures,
    Ratio,
    differences,
    figures_of,
)
from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.store.tables import journeys
from shared.store.rows import RowsOf
from shared.store.states import StoredState

_AT_ONCE = 100
"""Journeys judged in one go: a few milliseconds, for which nothing else of the service runs."""
_ROWS = RowsOf(StoredState(Journey, journeys))
_COLUMNS = [journeys.c[field.name] for field in fields(Journey)]
_ALL = select(*(cast(c, Text) if isinstance(c.type, JSONB) else c for c in _COLUMNS))


async def find_differences(database: AsyncEngine) -> list[Difference]:
    """Return every figure in which the stored standings and the facts behind them do not agree.

    ``first`` is what the facts tell, ``second`` what is stored. One statement reads everything, so
    what changes meanwhile makes no difference.
    """
    told, stored = _Sum(), _Sum()
    async for some in _in_parts(database):
        told.add(figures_of(map(judged, some)))
        stored.add(figures_of(some))
        await asyncio.sleep(0)
    return differences(told.figures(), stored.figures())


async def _in_parts(database: AsyncEngine) -> AsyncIterator[Sequence[Journey]]:
    async with database.connect() as connection:
        found = await connection.stream(_ALL)
        async for rows in found.partitions(_AT_ONCE):
            yield list(_ROWS.states(rows).values())


class _Sum:
    """Figures of parts, added up."""

    def __init__(self) -> None:
        self._counts: defaultdict[FigureKey, Ratio] = defaultdict(lambda: Ratio(0, 0))

    def add(self, part: Figures) -> None:
        for key, ratio in part.items():
            known = self._counts[key]
            self._counts[key] = Ratio(
                known.numerator + ratio.numerator, known.denominator + ratio.denominator
            )

    def figures(self) -> Mapping[FigureKey, Ratio]:
        return self._counts
