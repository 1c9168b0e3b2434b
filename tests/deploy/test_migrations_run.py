"""What the lint lets through runs, and a migration that cannot have its lock gives up."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from deploy.migrations.steps import scripts_of
from shared.store.migrations import migrate
from tests.deploy.planted_migrations import Planted
from tests.support.databases import EmptyDatabases, hang_up, rows, value


@pytest.fixture
def url(databases: EmptyDatabases) -> str:
    return databases.take()


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def test_an_index_can_be_built_beside_the_traffic(
    databases: EmptyDatabases, url: str, planted: Planted
) -> None:
    planted.add(
        "with op.get_context().autocommit_block():\n"
        '        op.create_index("beside", "series", ["area"], postgresql_concurrently=True)'
    )
    planted.add('op.add_column("series", sa.Column("language", sa.Text))')
    migrate(url, planted.scripts)
    assert value(url, "SELECT version_num FROM alembic_version") == planted.last
    assert rows(url, "SELECT 1 AS one FROM pg_indexes WHERE indexname = 'beside'")
    hang_up(url)
    databases.give_back(url)


def test_a_migration_that_cannot_have_its_lock_gives_up_and_changes_nothing(
    databases: EmptyDatabases, url: str, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.store.migrations.LOCK_TIMEOUT", "200ms")
    before = planted.last
    migrate(url, planted.scripts)
    planted.add('op.add_column("series", sa.Column("language", sa.Text))')
    with psycopg.connect(url) as reader:
        reader.execute("SET idle_in_transaction_session_timeout = '15s'")  # no test waits for ever
        reader.execute("SELECT count(*) FROM series")  # and its transaction stays open
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate(url, planted.scripts)
    assert value(url, "SELECT version_num FROM alembic_version") == before
    migrate(url, planted.scripts)
    assert value(url, "SELECT version_num FROM alembic_version") == planted.last
    hang_up(url)
    databases.give_back(url)


def test_the_version_before_leaves_the_tables_of_a_later_one_as_they_are(
    databases: EmptyDatabases, url: str, planted: Planted
) -> None:
    planted.add('op.add_column("series", sa.Column("language", sa.Text))')
    migrate(url, planted.scripts)
    migrate(url, scripts_of("scheduling"))  # as a release does that was taken back
    assert value(url, "SELECT version_num FROM alembic_version") == planted.last
    assert rows(url, "SELECT language FROM series") == []
    hang_up(url)
    databases.give_back(url)
