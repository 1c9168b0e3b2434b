"""Every way in which a service gets at its database takes one URL, over TLS where it says so."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.local.certificates import certify_loopback
from deploy.local.children import Children
from services.matching.app import MIGRATIONS
from shared.store.database import connect
from shared.store.migrations import TablesUnfit, migrate, require_tables
from tests.deploy.secured import NO_TLS, open_tls_postgres, tls_programs
from tests.support.databases import EmptyDatabases

NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("0*.py"))
IS_ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


@pytest.fixture(scope="module")
def tls_url() -> Iterator[str]:
    """An administrator's URL, ending in sslmode=verify-full and who signed the certificate."""
    programs = tls_programs()
    if programs is None:
        pytest.skip(NO_TLS)
    folder = Path(tempfile.mkdtemp(prefix="inroads-tls-"))
    folder.chmod(0o755)
    with Children() as children:
        yield open_tls_postgres(folder, children, programs)[1]
    shutil.rmtree(folder, ignore_errors=True)


async def by_sqlalchemy(url: str) -> bool:
    engine = connect(url, "test")
    try:
        async with engine.connect() as connection:
            return bool((await connection.execute(text(IS_ENCRYPTED))).scalar())
    finally:
        await engine.dispose()


async def by_asyncpg(url: str) -> bool:
    """As the relay does."""
    connection = await asyncpg.connect(url, timeout=5, command_timeout=30)
    try:
        return bool(await connection.fetchval(IS_ENCRYPTED))
    finally:
        await connection.close()


async def by_psycopg(url: str) -> bool:
    """As the migrations do."""
    with psycopg.connect(url) as connection:
        return connection.execute(IS_ENCRYPTED).fetchone() == (True,)


WAYS = pytest.mark.parametrize("get_in", [by_sqlalchemy, by_asyncpg, by_psycopg])
Way = Callable[[str], Awaitable[bool]]


@WAYS
@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
async def test_the_url_asks_for_tls_and_gets_it(tls_url: str, get_in: Way, mode: str) -> None:
    assert await get_in(tls_url.replace("verify-full", mode))


@WAYS
async def test_another_authority_is_not_trusted(tls_url: str, get_in: Way, tmp_path: Path) -> None:
    stranger = certify_loopback(tmp_path).authority
    url = tls_url.partition("sslrootcert=")[0] + f"sslrootcert={stranger}"
    with pytest.raises((OSError, psycopg.OperationalError), match=r"(?i)certificate verify failed"):
        await get_in(url)


@WAYS
async def test_a_server_that_wants_tls_does_not_take_less(tls_url: str, get_in: Way) -> None:
    refusals = (asyncpg.PostgresError, psycopg.OperationalError, DBAPIError)
    with pytest.raises(refusals, match="no encryption"):
        await get_in(tls_url.partition("?")[0] + "?sslmode=disable")


@WAYS
async def test_a_url_without_a_word_of_tls_does_for_a_demonstration(
    plain_url: str, get_in: Way
) -> None:
    assert not await get_in(plain_url)


@pytest.fixture
async def plain_url(databases: EmptyDatabases) -> AsyncIterator[str]:
    url = databases.take()
    yield url
    databases.give_back(url)


def test_an_error_of_the_engine_shows_no_password(plain_url: str) -> None:
    engine = connect(plain_url, "test")
    password = plain_url.partition("@")[0].rpartition(":")[2]
    assert password not in repr(engine)
    assert password not in engine.url.render_as_string(hide_password=False)


def test_tables_that_were_never_made_are_too_old(plain_url: str) -> None:
    with pytest.raises(TablesUnfit, match=f"revision none, and this version needs {NEWEST}"):
        require_tables(plain_url, MIGRATIONS)


def test_tables_of_the_version_before_are_too_old(plain_url: str) -> None:
    migrate(plain_url, MIGRATIONS, "0002")
    with pytest.raises(TablesUnfit, match=f"revision 0002, and this version needs {NEWEST}"):
        require_tables(plain_url, MIGRATIONS)


def test_tables_of_this_version_will_do(plain_url: str) -> None:
    migrate(plain_url, MIGRATIONS)
    require_tables(plain_url, MIGRATIONS)


def test_tables_of_a_later_version_will_do_so_that_one_can_go_back(plain_url: str) -> None:
    migrate(plain_url, MIGRATIONS)
    with psycopg.connect(plain_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    require_tables(plain_url, MIGRATIONS)


def test_migrations_go_over_tls(tls_url: str) -> None:
    migrate(tls_url, MIGRATIONS)
    require_tables(tls_url, MIGRATIONS)


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    url = "postgresql://somebody:s3cret-word@127.0.0.1:1/nowhere"
    with pytest.raises(TablesUnfit) as error:
        require_tables(url, MIGRATIONS)
    assert "cannot be asked" in str(error.value)
    assert "s3cret" not in str(error.value)
