"""One server of the stack: start it, stop it, crash it, start it again on what it had written."""

import contextlib
import subprocess
import time
from signal import SIGSTOP

import psutil

from deploy.local.children import Children, Launch, wait_or_kill
from deploy.local.errors import StackError

_START_SECONDS = 120.0


class Server:
    """A server process that keeps its data and its port over `stop`, `kill` and `start`."""

    def __init__(self, launch: Launch, children: Children, *, ready: str) -> None:
        self._launch = launch
        self._children = children
        self._ready = ready.encode()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """What the server is to a person."""
        return self._launch.name

    @property
    def pid(self) -> int | None:
        """The process id; None while the server is down."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server unless it runs, and return once it serves; StackError with its last
        words otherwise.
        """
        if self.running:
            return
        log = self._launch.log
        said_before = log.stat().st_size if log.exists() else 0
        self._process = self._children.start(self._launch)
        deadline = time.monotonic() + _START_SECONDS
        # Its own word in its own log, not an open port: that could be another server's.
        while self._ready not in self._said_since(said_before):
            if self._process.poll() is not None:
                self._children.forget(self._process)
                raise StackError(f"{self.name} ended while starting. {self._launch.last_words()}")
            if time.monotonic() > deadline:
                self.kill()
                raise StackError(
                    f"{self.name} did not start within {_START_SECONDS:.0f} seconds. If the "
                    f"machine was busy, start again. {self._launch.last_words()}"
                )
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask the server to finish, and return when it has."""
        if self._process:
            self._process.send_signal(self._launch.ends_on)
            wait_or_kill(self._process)
            self._children.forget(self._process)

    def kill(self) -> None:
        """Crash the server with every process it has started (SIGKILL), and return when they are
        gone.
        """
        if not self._process:
            return
        if self.running:
            # PostgreSQL's workers lead groups of their own and would finish what they are at. Once
            # frozen, the server starts no other between the look and the kill.
            self._process.send_signal(SIGSTOP)
            workers = psutil.Process(self._process.pid).children(recursive=True)
            self._process.kill()
            for worker in workers:
                with contextlib.suppress(psutil.NoSuchProcess):
                    worker.kill()
            while any(map(_executes, workers)):
                time.sleep(0.01)
        self._process.wait()
        self._children.forget(self._process)

    def last_words(self) -> str:
        """Return the end of the server's log, introduced by a sentence."""
        return self._launch.last_words()

    def _said_since(self, offset: int) -> bytes:
        with self._launch.log.open("rb") as log:
            log.seek(offset)
            return log.read()


def _executes(process: psutil.Process) -> bool:
    # An orphan that has ended stays listed until its new parent has looked, which may take a
    # second.
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
