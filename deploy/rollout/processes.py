"""The services of a region as processes of this machine that go on when the command has ended."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from deploy.local.errors import StackError
from deploy.rollout.cell import Cell
from deploy.rollout.release import Release
from deploy.rollout.servers import Servers
from deploy.rollout.service_environment import environment_of

_READY: Final = "partitions.assigned"
_LISTENING: Final = "http.listening"
STOP_SECONDS: Final = 40.0
"""How long a service may take to finish what it is at, unless somebody says less."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service's process: its id, when it began (ids are used again), what it runs, and on what
    servers, in words.
    """

    pid: int
    began: float
    version: str
    log_from: int
    servers: str = ""

    @property
    def alive(self) -> bool:
        """Whether it is this very process that still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.began) < 1
            return bool(same and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False


class Processes:
    """Starts, stops and looks after the services of one region on this machine."""

    def __init__(
        self,
        cell: Cell,
        servers: Servers,
        ready_within: float,
        stop_within: float = STOP_SECONDS,
    ) -> None:
        """``ready_within`` and ``stop_within`` are seconds."""
        self._cell, self._servers = cell, servers
        self._ready_within, self._stop_within = ready_within, stop_within

    def running(self, service: str) -> Running | None:
        """Return the service's process, dead or alive; ``None`` if none was started."""
        said = self._cell.read(f"{service}.process.json")
        return Running(**said) if said else None

    def runs(self, service: str) -> bool:
        """Whether the service has a process that is alive, ready or not."""
        running = self.running(service)
        return running is not None and running.alive

    def start(self, service: str, release: Release) -> None:
        """Start a service from a release and wait until it consumes. Raises ``StackError``."""
        log = self._cell.log_of(service)
        log.parent.mkdir(parents=True, exist_ok=True)
        log_from = log.stat().st_size if log.exists() else 0
        with log.open("ab") as file:
            process = subprocess.Popen(
                (sys.executable, "-m", f"services.{service}"),
                cwd=release.folder,
                env=self.environment(service, release),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        began = psutil.Process(process.pid).create_time()
        running = Running(process.pid, began, release.version, log_from, self._servers.told)
        self._cell.write(f"{service}.process.json", _as_json(running))
        self._wait_until_ready(service, process)

    def stop(self, service: str) -> None:
        """Let a service finish what it is at; kill it if that takes too long, which loses nothing:
        what it has not finished is read again.
        """
        running = self.running(service)
        if running is None or not running.alive:
            return
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + self._stop_within
        while running.alive:
            _reap(running.pid)
            if time.monotonic() > deadline:
                os.kill(running.pid, signal.SIGKILL)
            time.sleep(0.05)

    def environment(
        self, service: str, release: Release, *, migrates: bool = False
    ) -> dict[str, str]:
        """Return the variables that a service runs with, or its migration."""
        return environment_of(self._cell, self._servers, service, release, migrates=migrates)

    def why_not_as_it_should(self, service: str, release: Release) -> str:
        """Say what runs instead of this release on these servers; nothing when all is well."""
        running = self.running(service)
        if running is None or not running.alive:
            return "not running"
        if running.version != release.version:
            return running.version
        return "" if running.servers == self._servers.told else f"on {running.servers or 'others'}"

    def health(self, service: str) -> Mapping[str, Any] | None:
        """Return what the service says of itself; ``None`` when it does not answer."""
        port = self._said(service, _LISTENING).get("port")
        if port is None:
            return None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=3) as said:
                return dict(json.load(said))
        except OSError:
            return None

    def _wait_until_ready(self, service: str, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + self._ready_within
        while not self._said(service, _READY):
            if process.poll() is not None:
                raise StackError(
                    f"{service} of {self._cell.code} ended while starting. "
                    f"{_last_words(self._cell.log_of(service))}"
                )
            if time.monotonic() > deadline:
                self.stop(service)
                raise StackError(
                    f"{service} of {self._cell.code} was not ready after {self._ready_within:.0f} "
                    f"seconds. {_last_words(self._cell.log_of(service))}"
                )
            time.sleep(0.05)
        process.returncode = 0  # it is meant to go on: nobody here waits for its end

    def _said(self, service: str, event: str) -> dict[str, Any]:
        """Return the last log line of this kind since the service was started, or nothing."""
        running = self.running(service)
        if running is None:
            return {}
        with self._cell.log_of(service).open("rb") as log:
            log.seek(running.log_from)
            lines = [line for line in log if event.encode() in line]
        return dict(json.loads(lines[-1])) if lines else {}


def _as_json(running: Running) -> dict[str, Any]:
    return {name: getattr(running, name) for name in Running.__slots__}


def _reap(pid: int) -> None:
    """Take note of a child's end; a process that another command started has another parent."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _last_words(log: Path) -> str:
    tail = log.read_bytes()[-2_000:].decode(errors="replace").strip()
    return f"The end of its log, {log}:\n{tail or '(empty)'}"
