"""Everything that a role could try on a database, really tried, and what PostgreSQL answered."""

from collections.abc import Iterable, Mapping
from typing import Final

import psycopg
from psycopg import errors, sql

ALLOWED, REFUSED, NO_ENTRY = "allowed", "refused", "not let in"

TABLE_VERBS: Final[Mapping[str, str]] = {
    "SELECT": "SELECT 1 FROM {} LIMIT 1",
    "INSERT": "INSERT INTO {} DEFAULT VALUES",
    "UPDATE": "UPDATE {} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {} WHERE false",
    "TRUNCATE": "TRUNCATE {}",
    "LOCK OUT": "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    "ALTER": "ALTER TABLE {} ADD COLUMN planted integer",
    "INDEX": "CREATE INDEX ON {} ({column})",
    "TRIGGER": "CREATE TRIGGER planted BEFORE TRUNCATE ON {} EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "COMMENT": "COMMENT ON TABLE {} IS 'planted'",
    "DROP": "DROP TABLE {} CASCADE",
}
DATABASE_VERBS: Final[Mapping[str, str]] = {
    "CREATE TABLE": "CREATE TABLE planted (id integer)",
    "CREATE TEMPORARY TABLE": "CREATE TEMPORARY TABLE planted (id integer)",
    "CREATE SCHEMA": "CREATE SCHEMA planted",
    "CREATE FUNCTION": "CREATE FUNCTION planted() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE ROLE": "CREATE ROLE planted",
    "BECOME OWNER": "SET ROLE {owner}",
    "READ FILES": "SELECT pg_read_file('postgresql.conf')",
    "RUN PROGRAMS": "COPY (SELECT 1) TO PROGRAM 'true'",
}
_TABLES = """
SELECT relation.relname, min(attribute.attname) FROM pg_class AS relation
JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid
WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind = 'r'
    AND attribute.attnum > 0 AND attribute.attidentity = ''
GROUP BY relation.relname ORDER BY 1
"""

Answers = dict[tuple[str, str], str]
"""By table (or ``""`` for the database) and verb."""


def tables_of(url: str) -> dict[str, str]:
    """A database's tables, each with one of its columns."""
    with psycopg.connect(url) as connection:
        return dict(connection.execute(_TABLES).fetchall())


def try_database(url: str, tables: Mapping[str, str], owner: str) -> Answers:
    """Try every verb on every table, and on the database itself; nothing of it stays."""
    tried = [(table, verb) for table in tables for verb in TABLE_VERBS]
    tried += [("", verb) for verb in DATABASE_VERBS]
    try:
        connection = psycopg.connect(url, connect_timeout=10)
    except psycopg.OperationalError as error:
        if "permission denied for database" not in str(error):
            raise
        return dict.fromkeys(tried, NO_ENTRY)
    with connection:
        return {
            (table, verb): _try(connection, _statement(table, tables.get(table, ""), verb, owner))
            for table, verb in tried
        }


def _statement(table: str, column: str, verb: str, owner: str) -> sql.Composed:
    text = TABLE_VERBS[verb] if table else DATABASE_VERBS[verb]
    return sql.SQL(text).format(
        sql.Identifier(table), column=sql.Identifier(column), owner=sql.Identifier(owner)
    )


def _try(connection: psycopg.Connection, statement: sql.Composed) -> str:
    try:
        connection.execute(statement)
    except errors.InsufficientPrivilege:
        return REFUSED
    except errors.IntegrityError:
        return ALLOWED  # it may, but a row without values breaks the table's rules
    finally:
        connection.rollback()
    return ALLOWED


def counted(answers: Iterable[str]) -> str:
    """How many of each answer, for people."""
    found = list(answers)
    return ", ".join(f"{found.count(one)} {one}" for one in sorted(set(found)))
