"""Who waits for a mentor and who is free: what a match run, or whoever places at once, reads."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from services.matching.store.tables import mentees, mentors, profiles

Marks = Mapping[UUID, str]
"""By key, what changes whenever the row or the person's profile does."""

_KEYS = "hashtext('inroads-at-once'), hashtext(:programme)"
_TAKE_TURN = text(f"SELECT pg_try_advisory_lock({_KEYS})")
_END_TURN = text(f"SELECT pg_advisory_unlock({_KEYS})")


class StoredWaiting:
    """Finds the keys of rows; whoever decides loads them again under their locks."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database

    async def mentees(self, programme: str, proposals: int) -> Sequence[UUID]:
        """Return the referrals that wait with fewer open proposals than this, longest first."""
        table = mentees.c
        found = _waiting(programme, proposals, table.referral_id)
        return await self._keys(found.order_by(table.waiting_since, table.referral_id))

    async def mentors(self, programme: str) -> Sequence[UUID]:
        """Return the mentors who are trained, here and not full."""
        table = mentors.c
        return await self._keys(_free(programme, table.mentor_id).order_by(table.mentor_id))

    @asynccontextmanager
    async def turn(self, programme: str) -> AsyncIterator["Turn | None"]:
        """Let one process at a time look at a programme; ``None``: it is another's turn.

        The lock is the connection's and no transaction's: to solve anew may take longer than a
        transaction may stand still. A process that dies gives it back.
        """
        async with self._database.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            ours = await connection.scalar(_TAKE_TURN, {"programme": programme})
            try:
                yield Turn(connection, programme) if ours else None
            finally:
                if ours:
                    await connection.execute(_END_TURN, {"programme": programme})

    async def _keys(self, statement: Select[Any]) -> Sequence[UUID]:
        async with self._database.connect() as connection:
            rows = (await connection.execute(statement)).all()
        return [row[0] for row in rows]


class Turn:
    """One look at a programme, while no other process looks."""

    def __init__(self, connection: AsyncConnection, programme: str) -> None:
        self._connection, self._programme = connection, programme

    async def mentees(self, proposals: int) -> Marks:
        """Return everybody who waits with fewer open proposals than this, longest first."""
        table = mentees.c
        mark = _mark(table.area, table.waiting_since, table.proposals, table.declined)
        found = _waiting(self._programme, proposals, table.referral_id, mark)
        said = found.outerjoin(profiles, profiles.c.person_id == table.person_id)
        return await self._marks(said.order_by(table.waiting_since, table.referral_id))

    async def mentors(self) -> Marks:
        """Return the mentors who are trained, here and not full."""
        table = mentors.c
        own = (table.area, table.capacity, table.taken, table.youngest, table.oldest)
        found = _free(self._programme, table.mentor_id, _mark(*own, table.clearances))
        said = found.outerjoin(profiles, profiles.c.person_id == table.person_id)
        return await self._marks(said.order_by(table.mentor_id))

    async def _marks(self, statement: Select[Any]) -> Marks:
        rows = (await self._connection.execute(statement)).all()
        return {row[0]: row[1] for row in rows}


def _mark(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    return func.md5(func.concat_ws("|", *(cast(c, Text) for c in columns), profiles.c.profile))


def _waiting(programme: str, proposals: int, *columns: ColumnElement[Any]) -> Select[Any]:
    """Whom too few places are held for: those that the mentors' rows hold count, since what a
    mentor's row has just promised reaches the young person's a moment later.
    """
    table = mentees.c
    each = func.jsonb_array_elements(mentors.c.held).table_valued("value", name="each")
    referral = func.jsonb_extract_path_text(each.c.value, "referral_id").label("referral")
    held = (
        select(referral, func.count().label("places"))
        .select_from(mentors.join(each, text("true")))
        .where(mentors.c.programme == programme)
        .group_by(referral)
        .subquery("held")
    )
    return (
        select(*columns)
        .select_from(mentees)
        .outerjoin(held, held.c.referral == cast(table.referral_id, Text))
        .where(table.programme == programme, table.status == "waiting")
        .where(func.jsonb_array_length(table.proposals) < proposals)
        .where(func.coalesce(held.c.places, 0) < proposals)
    )


def _free(programme: str, *columns: ColumnElement[Any]) -> Select[Any]:
    table = mentors.c
    return (
        select(*columns)
        .select_from(mentors)
        .where(table.programme == programme, table.taken < table.capacity)
        .where(table.trained, table.profile_completed, ~table.paused, ~table.has_left)
    )
