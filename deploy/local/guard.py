"""Ends the servers of a stack when the program that started them is gone, however it went.

Runs as a program of its own, in its own session. The starting program holds the other end of
standard input and never closes it early, so end-of-file means that the program has died, even from
SIGKILL. One line a message: `watch PID SIGNAL`, `forget PID`, `remove FOLDER`.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

GRACE_SECONDS = 10.0


def follow(messages: Iterable[str]) -> tuple[dict[int, int], set[str]]:
    """Return the processes (with the signal each ends on) and the folders that are left to clear at
    the end.
    """
    watched: dict[int, int] = {}
    folders: set[str] = set()
    for message in messages:
        verb, _, rest = message.rstrip("\n").partition(" ")
        if verb == "watch":
            pid, number = rest.split()
            watched[int(pid)] = int(number)
        elif verb == "forget":
            watched.pop(int(rest), None)
        elif verb == "remove":
            folders.add(rest)
    return watched, folders


def send(pid: int, number: int) -> bool:
    """Send a signal and tell whether the process was there to get it."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def kill_group(leader: int) -> None:
    """Kill what a process that leads its own group has left behind, and the process itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def remove(folder: str) -> None:
    """Remove a folder into which a process that was just killed may still be writing."""
    deadline = time.monotonic() + GRACE_SECONDS
    while Path(folder).exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.01)


def clear(watched: dict[int, int], folders: set[str]) -> None:
    """End the processes, by force after ten seconds, then remove the folders."""
    left = {pid for pid, number in watched.items() if send(pid, number)}
    deadline = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = {pid for pid in left if send(pid, 0)}
    for pid in watched:
        kill_group(pid)
    for folder in folders:
        remove(folder)


if __name__ == "__main__":
    # A person's Ctrl-C or a service manager's stop is for the program, which then ends its servers
    # itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    clear(*follow(sys.stdin))
