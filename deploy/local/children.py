"""Child processes that never outlive the program that started them."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Self

from deploy.local import guard
from deploy.local.errors import StackError

_TAIL_BYTES = 2_000


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How a child is started and ended, and what it is called when people are told about it."""

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str]
    ends_on: Signals = Signals.SIGTERM
    uid: int | None = None

    def last_words(self) -> str:
        """Return the end of the log, introduced by a sentence."""
        tail = self.log.read_bytes()[-_TAIL_BYTES:].decode(errors="replace")
        return f"The end of its log, {self.log}:\n{tail.strip() or '(empty)'}"


class Children:
    """Starts processes and ends every one of them: on leaving the context, or with this program.

    `stopping` is set as soon as they are being ended, for work that goes on beside them.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        # Isolated and without site: up in 20 ms, and nothing in the environment leads it astray.
        self._guard = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__],
            stdin=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._running: dict[int, tuple[subprocess.Popen[bytes], Signals]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end_all()
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def start(self, launch: Launch) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own; what it says is added to its log."""
        with self._lock, launch.log.open("ab") as log:
            if self.stopping.is_set():
                raise StackError(f"{launch.name} was not started: the stack is being stopped.")
            try:
                process = _popen(launch, log.fileno())
            except OSError as error:
                raise StackError(f"{launch.name} cannot run on this machine: {error}.") from error
            self._running[process.pid] = process, launch.ends_on
            self._tell(f"watch {process.pid} {launch.ends_on.value}")
        return process

    def run(self, launch: Launch) -> None:
        """Run a program to its end; StackError with its last words if it fails."""
        process = self.start(launch)
        process.wait()
        self.forget(process)
        if process.returncode:
            raise StackError(f"{launch.name} failed. {launch.last_words()}")

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Stop watching a process that has ended."""
        with self._lock:
            if self._running.pop(process.pid, None):
                self._tell(f"forget {process.pid}")

    def remove_at_the_end(self, folder: Path) -> None:
        """Remove the folder when everything has ended."""
        self._tell(f"remove {folder}")

    def end_all(self) -> None:
        """End what still runs, all at once, and refuse to start anything more."""
        with self._lock:
            self.stopping.set()
            running = list(self._running.values())
            for process, signal in running:
                process.send_signal(signal)
        for process, _ in running:
            wait_or_kill(process)
            self.forget(process)

    def _tell(self, message: str) -> None:
        # Somebody may have killed the guard: then this program's own end_all is what ends the
        # children.
        with contextlib.suppress(BrokenPipeError):
            if self._guard.stdin and not self._guard.stdin.closed:
                self._guard.stdin.write(f"{message}\n".encode())


def wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was asked to end; after ten seconds, or for what it leaves, kill."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(guard.GRACE_SECONDS)
    guard.kill_group(process.pid)
    process.wait()


def _popen(launch: Launch, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        launch.command,
        cwd=launch.folder,
        env=launch.environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C reaches this program only, which then ends its children
        user=launch.uid,
        group=launch.uid,
        extra_groups=None if launch.uid is None else (),
    )
