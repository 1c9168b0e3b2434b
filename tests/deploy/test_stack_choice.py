"""Which servers are used, who may enter which database, and what is said when that cannot be."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psutil
import pytest

from deploy.local import postgres
from deploy.local.children import Children
from deploy.local.databases import create_database, server_version
from deploy.local.errors import StackError
from deploy.local.folder import claimed
from deploy.local.stack import Stack, open_stack
from deploy.local.unprivileged import server_uid


@pytest.fixture
def named(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """The session's servers, named in the environment."""
    monkeypatch.setenv("INROADS_KAFKA", stack.kafka)
    monkeypatch.setenv("INROADS_DATABASE", stack.database)
    return stack


async def _ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_servers_that_the_environment_names_are_used_and_left_running(named: Stack) -> None:
    said: list[str] = []
    with open_stack(progress=said.append) as opened:
        assert (opened.kafka, opened.database) == (named.kafka, named.database)
        assert opened.kafka_process is None
        assert opened.postgres_process is None
    assert await _ask(named.database, "SELECT 1") == 1
    place = urlsplit(named.database).netloc.partition("@")[2]
    assert sorted(said) == [
        f"Apache Kafka: using {named.kafka}, which INROADS_KAFKA names.",
        f"PostgreSQL: using {place}, which INROADS_DATABASE names.",
    ]


def test_a_drivers_name_in_the_url_is_dropped(
    named: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver_url = named.database.replace("postgresql:", "postgresql+asyncpg:")
    monkeypatch.setenv("INROADS_DATABASE", driver_url)
    with open_stack() as opened:
        assert opened.database == named.database


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("INROADS_KAFKA", "127.0.0.1:9", "No Kafka server answers at 127.0.0.1:9. Start it"),
        ("INROADS_KAFKA", "localhost", "written as HOST:PORT"),
        ("INROADS_DATABASE", "postgresql://a:b@127.0.0.1:9/c", "127.0.0.1:9 cannot be used"),
        ("INROADS_DATABASE", "localhost:5432", "Write it as postgresql://USER:PASSWORD@HOST"),
        ("INROADS_DATABASE", "mysql://a:b@localhost/c", "Write it as postgresql://"),
    ],
)
def test_a_server_that_cannot_be_used_is_never_replaced_in_silence(
    named: Stack, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(StackError) as error, open_stack():
        pytest.fail("it opened")
    assert message in str(error.value)


def test_a_wrong_password_is_explained_and_not_repeated(
    named: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = urlsplit(named.database).password or ""
    monkeypatch.setenv("INROADS_DATABASE", named.database.replace(secret, "wrong-secret"))
    with pytest.raises(StackError, match="password authentication failed") as error, open_stack():
        pytest.fail("it opened")
    assert "wrong-secret" not in str(error.value)


async def test_a_service_has_a_database_of_its_own(stack: Stack) -> None:
    url = stack.create_database("frame-one")
    assert await _ask(url, "SELECT current_user || ' in ' || current_database()") == (
        "frame-one in frame-one"
    )
    await _ask(url, "CREATE TABLE IF NOT EXISTS mine (id int)")
    assert stack.create_database("frame-one") == url
    assert await _ask(url, "SELECT count(*) FROM mine") == 0


async def test_no_service_enters_the_database_of_another(stack: Stack) -> None:
    one, two = (urlsplit(stack.create_database(name)) for name in ("frame-one", "frame-two"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for database"):
        await asyncpg.connect(one._replace(path=two.path).geturl())


async def test_an_administrator_need_not_be_a_superuser(stack: Stack) -> None:
    await _ask(stack.database, "DROP DATABASE IF EXISTS managed")
    await _ask(stack.database, "DROP ROLE IF EXISTS managed")
    for role, rights in (("may-create", "CREATEDB CREATEROLE"), ("may-not", "")):
        await _ask(stack.database, f'DROP ROLE IF EXISTS "{role}"')
        await _ask(stack.database, f"CREATE ROLE \"{role}\" LOGIN PASSWORD 'secret' {rights}")
    place = urlsplit(stack.database)
    server = place.netloc.partition("@")[2]
    as_whom = "postgresql://{}:secret@" + server + "/postgres"
    with pytest.raises(StackError, match=r"may-not.* may not create the database managed"):
        create_database(as_whom.format("may-not"), "managed")
    url = create_database(as_whom.format("may-create"), "managed")
    assert await _ask(url, "SELECT current_user") == "managed"


def test_a_name_that_would_need_quoting_is_refused(stack: Stack) -> None:
    with pytest.raises(ValueError, match="no database name"):
        stack.create_database('x"; DROP DATABASE postgres')


def test_the_stacks_secrets_are_not_in_its_repr(stack: Stack) -> None:
    assert str(urlsplit(stack.database).password) not in repr(stack)


def test_two_stacks_do_not_share_a_folder(tmp_path: Path) -> None:
    with (
        claimed(tmp_path),
        pytest.raises(StackError, match="Another stack runs in"),
        open_stack(tmp_path, embedded_only=True),
    ):
        pytest.fail("it opened")


def test_programs_that_postgres_cannot_reach_are_copied(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "permits", lambda *_: False)
    with Children() as children:
        server, url = postgres.open_postgres(open_folder / "postgres", children)
        assert server.pid
        assert psutil.Process(server.pid).exe().startswith(str(open_folder))
        assert server_version(url).startswith("18.")


def test_a_user_id_without_a_name_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54_321)
    with pytest.raises(StackError, match="User id 54321 has no entry in the password file"):
        server_uid()
