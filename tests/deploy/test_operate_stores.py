"""What waits in a service's database, told from outside: outbox, parked facts, dead letters."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from deploy.cli import outbox, park
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.stores import dead_letters_of, outbox_of, parked_of
from shared.store import engine_tables
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from tests.deploy.command import asked
from tests.shared.toy_service import BOB, MONDAY, STATES, Arrived, Toy, outcome, staged
from tests.support.databases import EmptyDatabases


@dataclass
class Watched:
    """A toy service and the URL of its database."""

    toy: Toy
    url: str

    async def hears(self, *records: Arrived) -> None:
        await self.toy.engine.handle(records, MONDAY)


@pytest.fixture
async def watched(databases: EmptyDatabases) -> AsyncIterator[Watched]:
    url = databases.take()
    engine = connect(url, "test")
    async with engine.begin() as connection:
        await connection.run_sync(engine_tables.metadata.create_all)
        for stored in STATES:
            await connection.run_sync(stored.table.create)
    yield Watched(Toy(PostgresStore(engine, STATES)), url)
    await engine.dispose()
    databases.give_back(url)


async def test_an_empty_outbox_has_no_oldest(watched: Watched) -> None:
    found = await outbox_of(watched.url)
    assert (found.count, found.oldest_seconds) == (0, None)


async def test_unsent_facts_are_counted_with_the_age_of_the_oldest(watched: Watched) -> None:
    await watched.toy.open()
    await watched.hears(outcome("one", "e1"), outcome("two", "e2"))
    found = await outbox_of(watched.url)
    assert found.count == 2
    assert found.oldest_seconds is not None
    assert 0 <= found.oldest_seconds < 600


async def test_the_command_fails_on_an_outbox_that_is_too_full(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    await watched.toy.open()
    await watched.hears(outcome("one", "e1"), outcome("two", "e2"))
    assert await asked(outbox, "--database", watched.url, "--at-most", 2) == 0
    assert await asked(outbox, "--database", watched.url, "--at-most", 1) == 1
    assert "2 unsent: beyond the limit." in capsys.readouterr().out


async def test_facts_that_wait_for_a_stage_say_which_and_what_it_is_now(watched: Watched) -> None:
    await watched.hears(outcome("one", "e1"), outcome("two", "e2", BOB))
    (parked,) = await parked_of(watched.url)
    assert (parked.waits_for, parked.programme, parked.stage) == ("stage", "p7k2", None)
    assert parked.count == 2
    await watched.hears(staged("paused"))
    (parked,) = await parked_of(watched.url)
    assert parked.stage == "paused"


async def test_facts_behind_a_dead_letter_say_behind_which(watched: Watched) -> None:
    await watched.toy.open()
    await watched.hears(outcome("broken", "e1"), outcome("two", "e2"), outcome("three", "e3"))
    await watched.hears(outcome("good", "e4", BOB))
    (letter,) = [held for held in await watched.toy.held() if held.waits_for == "operator"]
    (parked,) = await parked_of(watched.url)
    assert (parked.waits_for, parked.front, parked.count) == ("behind", letter.delivery_id, 2)
    (dead,) = await dead_letters_of(watched.url)
    assert (dead.code, dead.topic, dead.count) == ("toy_rule", "north.outcomes", 1)


async def test_park_says_what_frees_the_facts(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    await watched.hears(outcome("one", "e1"))
    assert await asked(park, "list", "--database", watched.url) == 0
    said = capsys.readouterr().out
    assert "announcing the stage live of p7k2 on north.rollout" in said
    assert said.endswith("1 parked.\n")
    await watched.hears(staged("live"))
    await watched.toy.engine.release(MONDAY)
    await watched.hears(outcome("broken", "e2"), outcome("three", "e3"))
    assert await asked(park, "--database", watched.url, "--older-than", "1d", "--json") == 1
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert row["freed_by"].startswith("./inroads dead-letters replay ")
    UUID(row["freed_by"].split()[3])


async def test_a_region_is_told_service_by_service_and_one_that_is_away_never_passes(
    watched: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "databases.json"
    away = "postgresql://north_matching:secret@127.0.0.1:9/north_matching"
    file.write_text(json.dumps({"referrals": watched.url, "matching": away}))
    from_file: Sequence[object] = ("--region", "north", "--databases-from", file)
    for command in (outbox, park):
        assert await asked(command, *from_file) == 2
        said = capsys.readouterr().out
        assert "matching: could not tell: The database north_matching at 127.0.0.1" in said
        assert "secret" not in said
        assert await asked(command, *from_file, "--service", "referrals") == 0
    assert await asked(outbox, *from_file, "--service", "reporting") == 2
    assert "The database of reporting was not named." in capsys.readouterr().err


async def test_a_database_without_the_services_tables_cannot_tell(
    databases: EmptyDatabases,
) -> None:
    url = databases.take()
    for ask in (outbox_of, parked_of, dead_letters_of):
        with pytest.raises(CannotTell, match="has the service started once"):
            await ask(url)
    databases.give_back(url)


async def test_without_a_database_the_command_says_how_to_name_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert await asked(outbox) == 2
    assert "Give --database URL" in capsys.readouterr().err
    (tmp_path / "list.json").write_text("[]")
    assert await asked(outbox, "--databases-from", tmp_path / "list.json") == 2
    assert "must hold a JSON object" in capsys.readouterr().err


async def test_a_region_that_runs_on_this_machine_needs_only_its_code(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.operate.reach._REGIONS_HERE", tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "databases.json").write_text(json.dumps({"matching": watched.url}))
    assert await asked(outbox, "--region", "north") == 0
    assert await asked(outbox, "--region", "south") == 2
