"""Taking away what a test left on servers that may not be its own."""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from tests.support.kafka import admin_of


def drop_databases(admin_url: str, names: Iterable[str]) -> None:
    """Drop databases, whoever is still connected, and the roles of the same names."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for name in names:
            what = sql.Identifier(name)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(what))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(what))


def drop_topics(kafka: str, region: str) -> None:
    """Delete every topic of a region."""
    admin = admin_of(kafka)
    names = [name for name in admin.list_topics(timeout=10).topics if name.startswith(f"{region}.")]
    if names:
        for deleted in admin.delete_topics(names, operation_timeout=10).values():
            deleted.result(15)
