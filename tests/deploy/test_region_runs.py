"""`./inroads region runs | publish | discard | rehearse`: match runs, decided by a command."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from deploy.cli.__main__ import main
from deploy.cli.region import ACTIONS
from deploy.rollout.audit import history
from deploy.rollout.cell import Cell
from services.matching.app import MIGRATIONS
from services.matching.domain.match_run import run_code
from services.matching.store.tables import STATES
from shared.clock import SimulatedClock
from shared.local_day import local_day
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from tests.services.matching.held_place import HeldPlace, runs_are_held
from tests.services.matching.linked import PROGRAMME
from tests.support.databases import EmptyDatabases

REGION = "west-midlands"


class Kept(HeldPlace):
    """A region of this machine in which a run waits for review, at the machine's own time."""

    cell: Cell

    async def types(self, *words: str) -> int:
        """Somebody types a step, while the service goes on."""
        state = ["--state", str(self.cell.state)]
        typed = asyncio.create_task(
            asyncio.to_thread(main, ["region", words[0], REGION, *words[1:], *state])
        )
        while not typed.done():
            self.clock.set(datetime.now(UTC))
            await self.follows().run_once(self.clock.now())
            await asyncio.sleep(0.1)
        return await typed


@pytest.fixture
async def kept(
    databases: EmptyDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Kept]:
    runs_are_held(monkeypatch)
    url = databases.take()
    migrate(url, MIGRATIONS)
    database = connect(url, "test")
    opened = Kept(PostgresStore(database, STATES), clock=SimulatedClock(datetime.now(UTC)))
    await opened.opens()
    opened.cell = Cell(REGION, tmp_path)
    opened.cell.write("databases.json", {"matching": url})
    opened.cell.keyrings.mkdir()
    opened.keys.save(opened.cell.keyrings / "matching.json")
    with structlog.testing.capture_logs():  # the service's words are not the command's
        yield opened
    await database.dispose()
    databases.give_back(url)


@pytest.fixture
def code() -> str:
    return run_code(PROGRAMME, local_day(datetime.now(UTC)))


async def test_a_run_is_looked_at_published_and_what_no_longer_stands_is_told(
    kept: Kept, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    people, mentors = await kept.three_pairs()
    await kept.changes_mentor(mentors[1], paused=True)
    assert await kept.types("runs") == 0
    assert "waits for review" in capsys.readouterr().out

    assert await kept.types("publish", "--dry-run") == 0
    told = capsys.readouterr().out
    assert "2 would be proposed:" in told
    assert (
        f"1 no longer stand:\n  {people[1]} -> {mentors[1]}  the mentor is taking a break" in told
    )
    assert "proven best" in told
    assert "A dry run: nothing was changed." in told
    assert (await kept.run(code)).course == "held"

    assert await kept.types("publish", "--by", "maya", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["course"], found["decided_by"]) == ("published", "maya")
    assert (found["proposed"], found["dropped"]) == (2, 1)
    assert [one["reason"] for one in found["changes"]["fallen"]] == ["mentor_paused"]
    assert await kept.held_by(*mentors) == [people[0], people[2]]
    (step,) = history(kept.cell)
    assert (step["action"], step["by"], step["run"], step["ended"]) == (
        "publish",
        "maya",
        code,
        "done",
    )


async def test_whoever_decides_second_is_told_who_was_first(
    kept: Kept, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, mentors = await kept.three_pairs()
    assert await kept.types("discard", "--by", "maya") == 0
    assert "maya discarded this run" in capsys.readouterr().out
    assert await kept.types("publish", "--by", "noor", "--run", code) == 1
    said = capsys.readouterr().err
    assert f"{code} does not wait for review, and nothing was changed. maya discarded" in said
    assert await kept.types("publish", "--by", "noor") == 1
    assert "No run waits for review: say which with --run CODE." in capsys.readouterr().err
    assert await kept.held_by(*mentors) == []


async def test_a_dry_run_is_made_and_printed(
    kept: Kept, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, mentors = await kept.three_pairs()
    assert await kept.types("rehearse", "--by", "maya") == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{code}_dry: dry run\n")
    assert "3 would be proposed:" in told
    assert f"compared with {code}: 3 as before" in told
    assert "3 of 3 people with a profile have somebody: 100%." in told
    assert await kept.held_by(*mentors) == []


async def test_what_cannot_be_done_says_what_to_do(
    kept: Kept, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await kept.three_pairs()
    for words, said in (
        (["publish", "--run", "q4m8_19990101"], "No run has the code 'q4m8_19990101'."),
        (["publish", "--by", " "], "--by NAME is who decides"),
        (["rehearse", "--of", "p7k2"], "Say which with --of CODE: q4m8."),
    ):
        assert await kept.types(*words) == 1
        assert said in capsys.readouterr().err
    await kept.opens("paused")
    assert await kept.types("publish") == 1
    assert "q4m8 is closed in west-midlands, and nothing was changed." in capsys.readouterr().err
    assert (await kept.run(code)).course == "held"
    (kept.cell.keyrings / "matching.json").unlink()
    assert await kept.types("runs") == 1
    assert "keeps no database or no keyring of matching" in capsys.readouterr().err


async def test_a_service_that_does_not_run_is_said_so(
    kept: Kept, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await kept.three_pairs()
    words = ["region", "publish", REGION, "--within", "1", "--state", str(kept.cell.state)]
    assert await asyncio.to_thread(main, words) == 2
    assert "has not done it yet. Does the service run?" in capsys.readouterr().out
    assert (await kept.run(code)).course == "publishing"


@pytest.mark.parametrize("name", ["runs", "rehearse", "publish", "discard"])
def test_every_step_about_runs_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["region", name, "--help"])
    assert ended.value.code == 0
    (action,) = (action for action in ACTIONS if action.name == name)
    assert all(f"./inroads region {name} " in example for example in action.examples)
    assert f"examples:\n  {action.examples[0]}" in capsys.readouterr().out
