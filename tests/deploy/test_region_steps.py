"""One region, step by step, as an operator takes them: real servers, real processes."""

import asyncio
import json
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from os import kill
from pathlib import Path

import asyncpg
import pytest

from deploy.cli.__main__ import main
from deploy.local.region import SERVICES
from deploy.local.stack import Stack
from deploy.regions.inventory import load_inventory
from deploy.rollout.apply import Applying
from deploy.rollout.audit import history
from deploy.rollout.cell import Cell
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.release import CHECKOUT
from deploy.rollout.servers import Servers
from deploy.rollout.synthetic import traces
from deploy.rollout.verify import verify
from shared.runtime.topics import topics_of
from shared.store.database import connect
from shared.store.dead_letters import DeadLetters
from tests.support.cleaning import drop_databases, drop_topics
from tests.support.databases import hang_up

REGION = "wales"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def work(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applying]:
    """A region that was never applied; whatever the tests made of it is gone afterwards."""
    cell = Cell(REGION, tmp_path_factory.mktemp("regions"))
    servers = Servers(stack.kafka, stack.database)
    doing = Applying(load_inventory(), cell, servers, print)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INROADS_KAFKA", stack.kafka)
        patched.setenv("INROADS_DATABASE", stack.database)
        yield doing
    for service in SERVICES:
        doing.processes.stop(service)
    for url in cell.databases().values():
        hang_up(url)
    drop_databases(stack.database, [f"{REGION}_{service}" for service in SERVICES])
    drop_topics(stack.kafka, REGION)


def impatient(work: Applying) -> Applying:
    """The same, but the synthetic referral gets a few seconds only."""
    roll_out = work.inventory.roll_out
    gates = roll_out.gates.model_copy(update={"synthetic_within_seconds": 5})
    told = replace(work.inventory, roll_out=roll_out.model_copy(update={"gates": gates}))
    return replace(work, inventory=told)


def step(work: Applying, name: str, *words: str) -> int:
    """Type a step of `./inroads region`."""
    return main(["region", name, REGION, "--state", str(work.cell.state), *words])


def judged(work: Applying) -> dict[str, Gate]:
    return {gate.name: gate for gate in verify(work, lambda _: None, patience=5)}


def failing(work: Applying) -> set[str]:
    gates = judged(work).values()
    return {gate.name for gate in gates if gate.verdict is not Verdict.PASSED}


async def count_rows(url: str) -> dict[str, int]:
    """How many rows each table of a database has, but for the inbox, which remembers ids."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename NOT IN ('inbox', 'stream_position')"
    )
    counts = {
        row[0]: await connection.fetchval(f'SELECT count(*) FROM "{row[0]}"') for row in tables
    }
    await connection.close()
    return counts


def every_row(work: Applying) -> dict[str, dict[str, int]]:
    return {name: asyncio.run(count_rows(url)) for name, url in work.cell.databases().items()}


def execute(url: str, statement: str) -> None:
    async def do() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(do())


def test_a_plan_and_a_dry_run_touch_nothing(
    work: Applying, capsys: pytest.CaptureFixture[str]
) -> None:
    assert step(work, "plan", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    kinds = [change["kind"] for change in plan["changes"]]
    topics = len(topics_of(REGION, SERVICES))
    counted = [kinds.count(kind) for kind in ("topic", "database", "migration", "service")]
    assert counted == [topics, 5, 5, 5]
    assert step(work, "apply", "--dry-run") == 0
    capsys.readouterr()
    assert step(work, "plan", "--json") == 0
    assert json.loads(capsys.readouterr().out) == plan
    assert work.cell.read("release.json") is None


def test_an_apply_brings_it_up_and_a_verification_passes(work: Applying) -> None:
    assert step(work, "apply", "--by", "ann") == 0
    assert failing(work) == set()
    assert history(work.cell)[-1]["by"] == "ann"


def test_a_second_apply_changes_nothing(work: Applying, capsys: pytest.CaptureFixture[str]) -> None:
    before = [work.processes.running(service) for service in SERVICES]
    assert step(work, "apply") == 0
    assert "nothing would change" in capsys.readouterr().out
    assert [work.processes.running(service) for service in SERVICES] == before


def test_the_synthetic_referral_leaves_no_trace(work: Applying) -> None:
    before = every_row(work)
    assert judged(work)["synthetic referral"].verdict is Verdict.PASSED
    assert every_row(work) == before
    assert set(asyncio.run(traces(work.cell.databases())).values()) == {0}


def test_a_stage_is_obeyed_by_all_five_and_live_takes_two(work: Applying) -> None:
    assert step(work, "promote", "--by", "ann") == 0
    assert step(work, "promote", "--by", "ann") == 0
    assert step(work, "promote", "--by", "ann") == 1
    assert step(work, "approve", "--by", "bob") == 0
    assert step(work, "promote", "--by", "ann") == 0
    assert work.cell.read("stages.json")["p7k2"] == "live"
    assert history(work.cell)[-1]["approved_by"] == ["bob"]
    assert step(work, "pause") == 0
    assert failing(work) == set()
    assert step(work, "promote") == 0
    assert work.cell.read("stages.json")["p7k2"] == "live"


def test_a_service_that_is_down_fails_the_health_and_the_synthetic_referral(
    work: Applying,
) -> None:
    work.processes.stop("matching")
    try:
        gates = judged(impatient(work))
    finally:
        assert step(work, "apply") == 0
    assert gates["health"].found == "matching does not run"
    assert gates["synthetic referral"].verdict is Verdict.FAILED
    assert "matching" in gates["synthetic referral"].found
    assert failing(work) == set()


def test_a_service_that_hangs_is_not_healthy(work: Applying) -> None:
    running = work.processes.running("scheduling")
    assert running is not None
    kill(running.pid, signal.SIGSTOP)
    try:
        assert "scheduling runs and is not ready" in judged(impatient(work))["health"].found
    finally:
        kill(running.pid, signal.SIGCONT)


def test_a_stage_that_a_service_does_not_have_is_found(work: Applying) -> None:
    url = work.cell.databases()["reporting"]
    execute(url, "UPDATE stage SET stage = 'off' WHERE programme = 'p7k2'")
    assert judged(work)["stages"].found == "reporting has p7k2 off and not live"
    execute(url, "UPDATE stage SET stage = 'live' WHERE programme = 'p7k2'")


def test_a_figure_that_does_not_follow_from_the_log_is_found(work: Applying) -> None:
    url = work.cell.databases()["reporting"]
    execute(
        url,
        "INSERT INTO journeys VALUES (gen_random_uuid(), 'p7k2', 'W06000001', NULL, '2026-01-05',"
        " '2026-01-01', true, NULL, false, false, '[]', '[]', '[]', '[]', '[]', false, false,"
        " false, false, '[]', 'accepted')",
    )
    assert "figures differ from the log" in judged(work)["reconciliation"].found
    execute(url, "DELETE FROM journeys")


def test_a_new_dead_letter_is_found_until_somebody_has_dealt_with_it(work: Applying) -> None:
    url = work.cell.databases()["matching"]
    execute(
        url,
        "INSERT INTO held (delivery_id, topic, order_key, programme, waits_for, code, pointer,"
        " value, headers, held_at) VALUES (gen_random_uuid(), 'x', '', '', 'operator', 'planted',"
        " '', '', '', now())",
    )
    assert judged(work)["dead letters"].found == "matching has 1 new"

    async def discard() -> None:
        engine = connect(url, "test", connections=1)
        letters = DeadLetters(engine)
        for letter in await letters.all():
            await letters.discard(letter.delivery_id)
        await engine.dispose()

    asyncio.run(discard())
    assert failing(work) == set()


def test_a_release_that_does_not_start_is_taken_back(work: Applying, tmp_path: Path) -> None:
    for part in ("shared", "services"):
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / part, tmp_path / part, ignore=left_out)
    (tmp_path / "services" / "matching" / "subscribes.py").write_text("raise SystemExit(3)\n")
    good = work.cell.read("release.json")["version"]
    assert step(work, "apply", "--release", str(tmp_path)) == 1
    assert work.cell.read("release.json")["version"] == good
    assert failing(work) == set()
    assert history(work.cell)[-1]["ended"] == "failed"


def test_a_service_that_is_stopped_picks_up_what_came_meanwhile(work: Applying) -> None:
    assert step(work, "stop", "--service", "referrals") == 0
    assert judged(impatient(work))["health"].found == "referrals does not run"
    assert step(work, "apply") == 0
    assert failing(work) == set()
