"""Typing the commands of a drill, and noting how each ended."""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from deploy.cli.__main__ import main
from deploy.local.stack import Stack
from deploy.rollout.drill_record import Drill, Took
from deploy.rollout.release import CHECKOUT
from deploy.rollout.servers import DATABASE_LOGIN, KAFKA_LOGIN

_NOT_OURS = (KAFKA_LOGIN, DATABASE_LOGIN)
"""Of servers that the environment names; a drill has its own."""


class Astray(Exception):
    """A step did not end as it should: what comes after it would say nothing."""


class Commands:
    """Types `./inroads` commands: each as a process of its own, as operators do, or in this one.

    In this process a command does the same and only starts sooner, by the two seconds of processor
    time that Python takes to load it. What it prints is then caught for the whole process, so that
    no two such commands may run side by side.
    """

    def __init__(self, stack: Stack, state: Path, done: Drill, *, here: bool) -> None:
        """``state``: the folder that the regions are kept in; ``here``: in this process."""
        self._state, self._done, self._here = state, done, here
        self._told = sys.stderr
        self._environment = {
            "INROADS_KAFKA": stack.kafka,
            "INROADS_DATABASE": stack.database,
        }

    @contextmanager
    def ready(self) -> Iterator[None]:
        """Let commands in this process find the drill's servers for as long as the context is."""
        before = dict(os.environ)
        try:
            os.environ.update(self._environment)
            for name in _NOT_OURS:
                os.environ.pop(name, None)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def region(
        self, shows: str, step: str, code: str, *words: str, expect: int = 0, apart: bool = False
    ) -> None:
        """Type a step of `./inroads region`; ``apart``: as a process, whatever the others are."""
        typed = ("region", step, code, "--state", str(self._state), *words)
        self.type(shows, typed, expect, apart=apart)

    def type(self, shows: str, words: Sequence[str], expect: int, *, apart: bool = False) -> None:
        """Type a command and note it. Raises ``Astray`` if it ends otherwise than expected."""
        began = time.monotonic()
        code, said = _in_this_process(words) if self._here and not apart else self._apart(words)
        seconds, as_expected = time.monotonic() - began, code == expect
        shown = (w for w in words if not w.startswith("/") and w != "--state")
        typed = " ".join(("./inroads", *shown))
        said = "" if as_expected else said
        self._done.steps.append(Took(shows, typed, seconds, as_expected, said))
        mark = "✓" if as_expected else "✗"
        print(f"{mark} {seconds:6.1f} s  {shows}: {typed}", file=self._told)
        if not as_expected:
            print(said, file=self._told)
            raise Astray

    def _apart(self, words: Sequence[str]) -> tuple[int, str]:
        ours: Mapping[str, str] = os.environ | self._environment
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli", *words],
            cwd=CHECKOUT,
            env={name: value for name, value in ours.items() if name not in _NOT_OURS},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, f"{done.stdout}\n{done.stderr}"


def _in_this_process(words: Sequence[str]) -> tuple[int, str]:
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            code = main(words)
        except Exception:  # noqa: BLE001 - as a process, it would have ended with 1 and this text
            traceback.print_exc()
            code = 1
    return code, said.getvalue()
