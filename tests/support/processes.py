"""Killing services at named places, asking them to end, and starting them again."""

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from deploy.local.errors import StackError
from deploy.local.server import Server
from tests.support.regions import RunningRegion


def start(opened: RunningRegion, service: str, crash_at: str = "") -> None:
    """Start a service, armed with a crash point or with none.

    One that dies at its point before it was ready has done what it was asked to do.
    """
    server = opened.region.servers[service]
    environment = dict(server._launch.environment)
    environment.pop(_variable(service), None)
    if crash_at:
        environment[_variable(service)] = crash_at
    server._launch = replace(server._launch, environment=environment)
    try:
        server.start()
    except StackError:
        if not crash_at or not was_killed(server):
            raise


def start_all(opened: RunningRegion) -> None:
    """Start every service that does not run, unarmed."""
    with ThreadPoolExecutor(len(opened.services)) as pool:
        list(pool.map(lambda service: start(opened, service), opened.services))


def was_killed(server: Server) -> bool:
    """Whether the process ended by SIGKILL."""
    return _process(server).poll() == -signal.SIGKILL


def terminate(server: Server) -> None:
    """Ask a service to end, without waiting for it."""
    _process(server).send_signal(signal.SIGTERM)


def end_gracefully(server: Server, patience: float = 15.0) -> float:
    """Ask a service to end; return its seconds. ``AssertionError`` if it does not do so well."""
    began = time.monotonic()
    terminate(server)
    code = _process(server).wait(patience)
    assert code == 0, f"{server.name} ended with {code}. {server.last_words()}"
    server._children.forget(_process(server))
    return time.monotonic() - began


def end_all_gracefully(opened: RunningRegion) -> float:
    """Ask every service to end; return the seconds of the slowest."""
    with ThreadPoolExecutor(len(opened.services)) as pool:
        return max(pool.map(lambda s: end_gracefully(opened.region.servers[s]), opened.services))


def exit_code(server: Server, patience: float = 30.0) -> int:
    """Wait for a service to end by itself and return how it did."""
    code = _process(server).wait(patience)
    server._children.forget(_process(server))
    return code


def _process(server: Server) -> "subprocess.Popen[bytes]":
    assert server._process is not None
    return server._process


def _variable(service: str) -> str:
    return f"{service.upper()}_CRASH_AT"
