"""Databases for tests, and looking into a service's from outside."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg.rows import dict_row

from deploy.local.stack import Stack
from tests.support.cleaning import drop_databases

_connections: dict[str, psycopg.Connection[dict[str, Any]]] = {}


def rows(url: str, query: str, *values: object) -> list[dict[str, Any]]:
    """Return what a query finds."""
    try:
        return _ask(url, query, values)
    except psycopg.OperationalError:  # the server was crashed meanwhile: a new connection, once
        hang_up(url)
        return _ask(url, query, values)


def value(url: str, query: str, *values: object) -> Any:  # noqa: ANN401 - whatever is in it
    """Return the only column of the only row that a query finds."""
    (row,) = rows(url, query, *values)
    (only,) = row.values()
    return only


def hang_up(url: str) -> None:
    """Close the connection to a database that is not looked into any more."""
    if url in _connections:
        _connections.pop(url).close()


def _ask(url: str, query: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    if url not in _connections:
        _connections[url] = psycopg.connect(url, row_factory=dict_row, autocommit=True)
    with _connections[url].cursor() as cursor:
        return cursor.execute(cast("Any", query), values or None).fetchall()


class EmptyDatabases:
    """Databases that are empty when taken. Emptying one takes a tenth of the time of making one."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._free: list[str] = []
        self.names: list[str] = []

    def take(self) -> str:
        """Return the URL of a database that is empty."""
        if self._free:
            return self._free.pop()
        self.names.append(f"t-{secrets.token_hex(6)}")
        return self._stack.create_database(self.names[-1])

    def give_back(self, url: str) -> None:
        """Empty a database that nobody uses any more, for whoever takes it next."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY CURRENT_USER; CREATE SCHEMA IF NOT EXISTS public")
        self._free.append(url)


@contextmanager
def empty_databases(stack: Stack) -> Iterator[EmptyDatabases]:
    """Hand out databases for as long as the context lasts; drop them all at its end."""
    opened = EmptyDatabases(stack)
    try:
        yield opened
    finally:
        drop_databases(stack.database, opened.names)
