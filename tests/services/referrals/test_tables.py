"""What referrals remembers, as rows: the tables say the same as the states and the migration."""

import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import ClauseElement, Table, create_mock_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from services.referrals.store.tables import STATES, metadata
from shared.store.states import StoredState

VERSIONS = "services.referrals.store.migrations.versions"
REVISIONS = (
    "0002_remember_referrals_and_offers",
    "0003_remember_mentors",
    "0004_remember_advocates",
    "0005_keep_receipts_for_who_asks",
    "0006_keep_employers_accounts",
    "0007_remember_schools",
)
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("stored", STATES, ids=lambda s: s.table.name)
def test_a_column_for_every_field_in_the_same_order(stored: StoredState) -> None:
    assert [f.name for f in fields(stored.kind)] == [c.name for c in stored.table.columns]
    assert not any(column.nullable for column in stored.table.columns)


@pytest.mark.parametrize("stored", STATES, ids=lambda s: s.table.name)
def test_the_migration_makes_the_tables_that_the_code_expects(stored: StoredState) -> None:
    made = next(statement for statement in _migrated() if f" {stored.table.name} " in statement)
    assert _lines(made) == _lines(_created(stored.table))


def _migrated() -> Iterator[str]:
    statements: list[str] = []

    def keep(statement: ClauseElement, *_: object, **__: object) -> None:
        statements.append(str(statement.compile(dialect=DIALECT)))

    connection: Any = create_mock_engine("postgresql+asyncpg://", keep).connect()
    context = MigrationContext.configure(connection=connection, opts={"as_sql": False})
    with Operations.context(context):
        for revision in REVISIONS:
            importlib.import_module(f"{VERSIONS}.{revision}").upgrade()
    yield from statements


def _created(table: Table) -> str:
    assert table.metadata is metadata
    return str(CreateTable(table).compile(dialect=DIALECT))


def _lines(statement: str) -> set[str]:
    return {line.strip().rstrip(",") for line in statement.splitlines() if line.strip()}
