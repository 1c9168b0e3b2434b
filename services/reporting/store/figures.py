"""Figures counted by the database: one statement for all areas and months."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.domain.accounting import Accounting, accounting_from
from services.reporting.domain.figures import Cell, FigureKey, Figures, Ratio
from services.reporting.domain.measures import MEASURES
from services.reporting.domain.standing import OUTCOMES
from services.reporting.store.tables import circles, figures, journeys
from shared.programmes.synthetic import SYNTHETIC

_PLACE = (journeys.c.programme, journeys.c.area, journeys.c.month)
_STAGES: Mapping[str, ColumnElement[bool]] = {
    "referred": true(),
    "accepted": journeys.c.accepted,
    "joined": journeys.c.joined,
    "invited": journeys.c.invited,
    "attended": journeys.c.attended,
    "completed": journeys.c.completed,
    "outcome": func.jsonb_array_length(journeys.c.outcome_kinds) > 0,
}
_OUTCOMES = {kind: journeys.c.outcome_kinds.has_key(kind) for kind in OUTCOMES}


async def read_figures(database: AsyncEngine) -> Figures:
    """Return every measure of every programme, area and month, as the journeys stand now."""
    async with database.connect() as connection:
        rows = (await connection.execute(_count_everything())).mappings().all()
    return {
        FigureKey(cell, measure.code): Ratio(row[measure.code], row[measure.out_of])
        for row in rows
        for cell in [Cell(row["programme"], row["area"], row["month"])]
        for measure in MEASURES.values()
    }


async def read_announced(database: AsyncEngine) -> Figures:
    """Return every figure as it was last announced."""
    async with database.connect() as connection:
        rows = (await connection.execute(select(figures))).all()
    return {
        FigureKey(Cell(r.programme, r.area, r.month), r.measure): Ratio(r.numerator, r.denominator)
        for r in rows
    }


async def read_accounting(
    database: AsyncEngine, programme: str, first: date, last: date
) -> Accounting:
    """Return where those are who were referred to a programme in the months ``first`` to ``last``.

    The number of journeys whose referral is not known yet comes with it, whatever their month.
    """
    in_cohort = and_(journeys.c.programme == programme, journeys.c.month.between(first, last))
    statement = (
        select(journeys.c.whereabouts, func.count())
        .where(in_cohort | journeys.c.month.is_(None))
        .group_by(journeys.c.whereabouts)
    )
    async with database.connect() as connection:
        rows = (await connection.execute(statement)).all()
    return accounting_from({row[0]: row[1] for row in rows})


async def count_circles(database: AsyncEngine, programme: str) -> dict[str, int]:
    """Return how many circles of a programme formed, were confirmed, were cancelled; sessions held.

    A circle that was confirmed or cancelled had formed before, so ``formed`` counts them all; a
    match is no circle, and neither is a case.
    """
    status = circles.c.status
    statement = select(
        func.count().label("formed"),
        func.count().filter(status == "confirmed").label("confirmed"),
        func.count().filter(status == "cancelled").label("cancelled"),
        func.coalesce(func.sum(circles.c.sessions_held), 0).label("sessions_held"),
    ).where(circles.c.programme == programme, circles.c.mentor_id.is_(None), status.is_not(None))
    async with database.connect() as connection:
        row: Any = (await connection.execute(statement)).mappings().one()
    return dict(row)


async def count_matches(database: AsyncEngine, programme: str) -> dict[str, int]:
    """Return how many matches of a programme were made, with how many mentors; meetings held."""
    statement = select(
        func.count().label("made"),
        func.count(circles.c.mentor_id.distinct()).label("mentors"),
        func.coalesce(func.sum(circles.c.sessions_held), 0).label("sessions_held"),
    ).where(circles.c.programme == programme, circles.c.mentor_id.is_not(None))
    async with database.connect() as connection:
        row: Any = (await connection.execute(statement)).mappings().one()
    return dict(row)


def _count_everything() -> Select[Any]:
    counts = [
        func.count().filter(condition).label(code)
        for code, condition in {**_STAGES, **_OUTCOMES}.items()
    ]
    return (
        select(*_PLACE, *counts)
        .where(journeys.c.month.is_not(None), journeys.c.programme != SYNTHETIC)
        .group_by(*_PLACE)
        .order_by(*_PLACE)
    )
