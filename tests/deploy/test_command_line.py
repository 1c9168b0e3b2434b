"""The `inroads` command finds its subcommands, says what they do, and passes on how they ended."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.cli.__main__ import main
from deploy.cli.commands import COMMANDS, Command
from deploy.local.stack import Stack

_ROOT = Path(__file__).parents[2]


def _inroads(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        cwd=_ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_of_the_table_explains_itself(command: Command) -> None:
    said = _inroads(command.name, "--help")
    assert said.returncode == 0
    assert "examples:\n  ./inroads" in said.stdout
    overview = _inroads("--help").stdout
    assert command.summary in overview
    assert f"./inroads {command.example}" in overview


def test_help_loads_no_command() -> None:
    program = (
        "import sys, deploy.cli.__main__ as c\n"
        "try: c.main(['--help'])\n"
        "finally: print(sorted(m for m in sys.modules if m in ('asyncpg', 'psutil', 'pydantic')))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout.endswith("[]\n")


def test_an_unknown_command_is_a_usage_error() -> None:
    said = _inroads("tset")
    assert said.returncode == 2
    assert "invalid choice: 'tset'" in said.stderr


def test_a_stack_that_cannot_be_had_is_one_sentence_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INROADS_KAFKA", "127.0.0.1:9")
    assert main(["stack", "up"]) == 1
    assert capsys.readouterr().err.startswith("inroads: No Kafka server answers at 127.0.0.1:9.")


def _test_run(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    servers = {"INROADS_KAFKA": stack.kafka, "INROADS_DATABASE": stack.database}
    return _inroads("test", *words, **servers)


def test_a_test_run_ends_with_pytests_own_count(stack: Stack) -> None:
    said = _test_run(stack, "--only", "tests", "--", "tests/deploy/test_locks.py")
    assert said.returncode == 0
    *_, table, closing = said.stdout.splitlines()
    assert table.startswith("  tests ")
    assert table.endswith("passed")
    assert " passed in " in closing


def test_a_test_run_that_ran_no_test_has_failed(stack: Stack) -> None:
    said = _test_run(stack, "--only", "tests", "--", "tests/deploy/test_locks.py", "-k", "nothing")
    assert said.returncode == 1
    assert "FAILED (5)" in said.stdout


def test_a_test_run_goes_on_after_a_part_that_failed(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "test_red.py").write_text("def test_red(): assert False")
    said = _test_run(stack, "--only", "tests", "--", str(tmp_path))
    assert said.returncode == 1
    assert "FAILED (1)" in said.stdout
    assert "1 failed in" in said.stdout.splitlines()[-1]
