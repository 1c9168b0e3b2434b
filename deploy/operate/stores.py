"""What waits in a service's database: its outbox, what it keeps back, its dead letters."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from deploy.operate.cannot_tell import CannotTell
from shared.store.database import connect
from shared.store.held_facts import HeldFacts, Parked, Undelivered, Unsent


async def outbox_of(database_url: str) -> Unsent:
    """Return what a service's outbox holds. Raises ``CannotTell``."""
    async with _looking_into(database_url) as held:
        return await held.unsent()


async def parked_of(database_url: str) -> Sequence[Parked]:
    """Return what a service keeps back, by what it waits for. Raises ``CannotTell``."""
    async with _looking_into(database_url) as held:
        return await held.parked()


async def dead_letters_of(database_url: str) -> Sequence[Undelivered]:
    """Return a service's dead letters, by code and topic. Raises ``CannotTell``."""
    async with _looking_into(database_url) as held:
        return await held.dead_letters()


@asynccontextmanager
async def _looking_into(database_url: str) -> AsyncIterator[HeldFacts]:
    engine = None
    try:
        engine = connect(database_url, "operate", connections=1)
        yield HeldFacts(engine)
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise CannotTell(unreachable(database_url, error)) from error
    finally:
        if engine is not None:
            await engine.dispose()


def unreachable(database_url: str, error: BaseException) -> str:
    """Return a sentence on a database that does not answer; it shows no password."""
    where = urlsplit(database_url)
    name = f"{where.path.lstrip('/')} at {where.hostname}" if where.hostname else "which was named"
    cause = getattr(error, "orig", None) or error
    return (
        f"The database {name} cannot be asked ({type(cause).__name__}). Does the server run, is"
        " this a service's own database, and has the service started once?"
    )
