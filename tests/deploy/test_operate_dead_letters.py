"""`./inroads dead-letters` for a whole region: what it says, does, refuses and writes down."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.cli import dead_letters
from shared.store import engine_tables
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from tests.deploy.command import asked
from tests.shared.toy_service import ANN, BOB, MONDAY, STATES, Toy, outcome
from tests.support.databases import EmptyDatabases


class Letters:
    """A region of two toy services; each has a broken fact, one of them with another behind it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.toys: dict[str, Toy] = {}

    async def ids(self, service: str) -> list[str]:
        held = await self.toys[service].held()
        return [str(fact.delivery_id) for fact in held if fact.waits_for == "operator"]

    async def command(self, *words: object) -> int:
        return await asked(dead_letters, *words, "--databases-from", self.file)

    @property
    def audit(self) -> list[dict[str, str]]:
        lines = (self.file.parent / "dead-letters.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture
async def letters(databases: EmptyDatabases, tmp_path: Path) -> AsyncIterator[Letters]:
    found = Letters(tmp_path / "databases.json")
    urls = {service: databases.take() for service in ("scheduling", "reporting")}
    engines = {service: connect(url, "test") for service, url in urls.items()}
    found.file.write_text(json.dumps(urls))
    for service, engine in engines.items():
        async with engine.begin() as connection:
            await connection.run_sync(engine_tables.metadata.create_all)
            for stored in STATES:
                await connection.run_sync(stored.table.create)
        toy = found.toys[service] = Toy(PostgresStore(engine, STATES))
        await toy.open()
        await toy.engine.handle([outcome("broken", "e1"), outcome("two", "e2")], MONDAY)
    other = outcome("defect", "e3", BOB)
    condemned = other._replace(value=b"{")
    await found.toys["reporting"].engine.handle([condemned], MONDAY)
    yield found
    for service, engine in engines.items():
        await engine.dispose()
        databases.give_back(urls[service])


async def test_a_region_is_listed_with_whose_each_is(
    letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await letters.command("list") == 0
    said = capsys.readouterr().out
    assert said.endswith("3 dead letters.\n")
    assert said.startswith("scheduling  ")
    assert "toy_rule /data/kind, 1 waiting behind it" in said
    assert await letters.command("list", "--code", "toy_rule", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["service"], row["behind"]) for row in rows] == [
        ("scheduling", 1),
        ("reporting", 1),
    ]
    assert "sealed" not in rows[0]


async def test_listing_can_be_a_gate(letters: Letters) -> None:
    assert await letters.command("list", "--at-most", 3) == 0
    assert await letters.command("list", "--at-most", 2) == 1
    assert await letters.command("list", "--older-than", "1d") == 1
    assert await letters.command("list", "--service", "scheduling", "--at-most", 1) == 0


async def test_one_is_found_wherever_it_is_and_shown_without_its_bytes(
    letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    (wanted,) = await letters.ids("scheduling")
    (other, _) = await letters.ids("reporting")
    assert wanted == other, "the same fact failed in both services"
    assert await letters.command("show", wanted) == 2
    assert "of scheduling and reporting: say which with --service" in capsys.readouterr().err
    assert await letters.command("show", wanted, "--service", "reporting") == 0
    said = capsys.readouterr().out
    assert "Its bytes are sealed; give --keyring to see them." in said
    assert "broken" not in said


async def test_replaying_all_of_a_code_first_says_what_would_be_done(
    letters: Letters, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await letters.command("replay", "--all", "--code", "toy_rule") == 0
    assert "Nothing is done yet. 2 dead letters would be replayed" in capsys.readouterr().out
    assert not (letters.file.parent / "dead-letters.jsonl").exists()
    assert len(await letters.ids("scheduling")) == 1
    monkeypatch.setattr("tests.shared.toy_service.BROKEN", "nothing")
    assert await letters.command("replay", "--all", "--code", "toy_rule", "--yes") == 0
    for toy in letters.toys.values():
        await toy.engine.release(MONDAY)
        assert await toy.diary(ANN) == ("broken", "two")
    assert len(await letters.ids("reporting")) == 1, "another code was not asked for"


async def test_discarding_needs_a_reason_a_yes_and_is_written_down(
    letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    (wanted,) = await letters.ids("scheduling")
    one = ("discard", wanted, "--service", "scheduling")
    assert await letters.command(*one, "--yes") == 2
    assert "--because TEXT" in capsys.readouterr().err
    assert await letters.command(*one, "--because", "sent by a test") == 2
    assert "Repeat with --yes" in capsys.readouterr().out
    assert len(await letters.ids("scheduling")) == 1
    assert await letters.command(*one, "--because", "sent by a test", "--yes") == 0
    assert await letters.ids("scheduling") == []
    begun, done = letters.audit
    assert (begun["outcome"], done["outcome"]) == ("begun", "done")
    assert done["because"] == "sent by a test"
    assert (done["action"], done["service"], done["code"]) == ("discard", "scheduling", "toy_rule")
    assert done["dead_letter_id"] == wanted
    assert done["who"]
    assert done["at"]
    toy = letters.toys["scheduling"]
    await toy.engine.release(MONDAY)
    assert await toy.diary(ANN) == ("two",)


async def test_discarding_all_of_a_code_leaves_the_others(letters: Letters) -> None:
    words = ("discard", "--all", "--code", "toy_rule", "--because", "mended elsewhere")
    assert await letters.command(*words) == 0
    assert len(await letters.ids("reporting")) == 2
    assert await letters.command(*words, "--yes") == 0
    assert await letters.ids("scheduling") == []
    assert len(await letters.ids("reporting")) == 1
    assert [line["outcome"] for line in letters.audit] == ["begun", "done"] * 2


async def test_nothing_is_discarded_that_cannot_be_written_down(
    letters: Letters, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("discard", "--all", "--code", "toy_rule", "--because", "x", "--yes")
    assert await letters.command(*words, "--audit", tmp_path / "no" / "such.jsonl") == 2
    assert "so nothing more is done" in capsys.readouterr().err
    assert len(await letters.ids("scheduling")) == 1


async def test_an_id_that_is_not_there_is_said_and_nothing_is_guessed(
    letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await letters.command("replay", ANN) == 1
    assert "No dead letter has this id here" in capsys.readouterr().out
    assert await letters.command("replay") == 2
    assert "Which one?" in capsys.readouterr().err
    assert await letters.command("replay", "--all") == 2
    assert "--code CODE" in capsys.readouterr().err
    assert await letters.command("show", "--all", "--code", "toy_rule") == 2


async def test_half_a_region_is_not_taken_for_the_whole(
    letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = json.loads(letters.file.read_text())
    away = {"matching": "postgresql://north_matching:secret@127.0.0.1:9/north_matching"}
    letters.file.write_text(json.dumps(urls | away))
    assert await letters.command("list") == 2
    said = capsys.readouterr().err
    assert "The database north_matching at 127.0.0.1 cannot be asked" in said
    assert "secret" not in said
