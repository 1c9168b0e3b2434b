"""One database for each service, with a role of its own that can enter no other."""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from deploy.local.errors import StackError

_Result = TypeVar("_Result")

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_LOCK = 17_011_984  # any number that nobody else locks
_CONNECT_SECONDS = 10


def plain_url(url: str) -> str:
    """Return an administrator's URL without a driver's name; StackError if a part is missing."""
    parts = urlsplit(url)
    scheme = parts.scheme.partition("+")[0]
    if scheme not in {"postgres", "postgresql"} or not (parts.hostname and parts.password):
        raise StackError(
            "INROADS_DATABASE does not name a PostgreSQL server and its administrator. Write it as "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE, for a user that may create roles and "
            "databases."
        )
    return urlunsplit(parts._replace(scheme="postgresql"))


def server_version(admin_url: str) -> str:
    """Return the version of the server; StackError if it cannot be asked."""

    async def ask() -> str:
        connection = await asyncpg.connect(admin_url, timeout=_CONNECT_SECONDS)
        try:
            return str(await connection.fetchval("SHOW server_version"))
        finally:
            await connection.close()

    try:
        return _run(ask())
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        where = urlsplit(admin_url)
        raise StackError(
            f"The PostgreSQL server at {where.hostname}:{where.port or 5432} cannot be used: "
            f"{error}. Start it or correct INROADS_DATABASE; without that variable, Inroads starts "
            "a server of its own."
        ) from error


def create_database(admin_url: str, name: str) -> str:
    """Return the URL of the database `name`, owned by the role `name`; make both if new.

    The role's password follows from the administrator's: whoever asks again gets the same URL.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"no database name: {name!r} (lower-case letters, digits, _ and -)")
    admin = urlsplit(admin_url)
    secret = unquote(admin.password or "").encode()
    password = hmac.new(secret, f"database {name}".encode(), hashlib.sha256).hexdigest()
    try:
        _run(_create(admin_url, name, password))
    except asyncpg.InsufficientPrivilegeError as error:
        raise StackError(
            f"{admin.username}, whom INROADS_DATABASE names, may not create the database {name}: "
            f"{error}. Name a user with CREATEDB and CREATEROLE."
        ) from error
    server = admin.netloc.rpartition("@")[2]
    return urlunsplit(admin._replace(netloc=f"{name}:{password}@{server}", path=f"/{name}"))


async def _create(admin_url: str, name: str, password: str) -> None:
    connection = await asyncpg.connect(admin_url, timeout=_CONNECT_SECONDS)
    try:
        # Two programs may ask for the same database at once; the lock goes with the connection.
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
        verb = "ALTER" if known else "CREATE"
        await connection.execute(f"{verb} ROLE \"{name}\" LOGIN PASSWORD '{password}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            # A managed server's administrator is no superuser and must be a member to give away.
            await connection.execute(f'GRANT "{name}" TO CURRENT_USER')
            await connection.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
            await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    finally:
        await connection.close()


def _run(work: Coroutine[object, object, _Result]) -> _Result:
    # In a thread of its own, because the caller may already be inside an event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
