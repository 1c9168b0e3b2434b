"""A stack leaves nothing behind, however the program that opened it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from deploy.local.errors import StackError
from deploy.local.stack import open_stack

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import signal, time
from deploy.local.stack import open_stack
# A shell starts what it runs in the background with Ctrl-C ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
with open_stack(embedded_only=True, progress=lambda _: None):
    print("up", flush=True)
    time.sleep(600)
"""


def _program() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _stacks_processes(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
        and str(folder) in " ".join(process.info["cmdline"] or ())
    ]


def _wait_until_empty(folder: Path) -> bool:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not _stacks_processes(folder) and not list(folder.iterdir()):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def temporary(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder under which a stack makes its own, so that both can be recognized."""
    monkeypatch.setenv("TMPDIR", str(open_folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return open_folder


def test_leaving_the_context_ends_everything(temporary: Path) -> None:
    with open_stack(embedded_only=True):
        names = {process.name() for process in _stacks_processes(temporary)}
        assert {"java", "postgres"} <= names
        assert len(list(temporary.iterdir())) == 1
    assert _stacks_processes(temporary) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (signal.SIGINT, -signal.SIGINT),
        (signal.SIGTERM, 128 + signal.SIGTERM),  # left in order, by an exception
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_ending_the_program_ends_everything(
    temporary: Path, ending: signal.Signals, code: int
) -> None:
    with _program() as program:
        assert program.stdout
        said = program.stdout.readline()
        assert said == "up\n", said + program.stdout.read()
        assert _stacks_processes(temporary)
        program.send_signal(ending)
        assert program.wait() == code
    assert _wait_until_empty(temporary)


def test_ending_the_program_while_it_starts_ends_everything(temporary: Path) -> None:
    with _program() as program:
        while not _stacks_processes(temporary):
            time.sleep(0.02)
        program.send_signal(signal.SIGINT)
        began = time.monotonic()
        program.wait()
        assert time.monotonic() - began < 5
    assert _wait_until_empty(temporary)


def test_a_server_that_cannot_start_takes_the_other_with_it(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INROADS_JAVA", "/bin/false")
    with (
        pytest.raises(StackError, match=r"Formatting Apache Kafka failed. The end of its log"),
        open_stack(embedded_only=True),
    ):
        pytest.fail("it opened")
    assert _stacks_processes(temporary) == []
    assert list(temporary.iterdir()) == []
