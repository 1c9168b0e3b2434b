"""The drill: three regions, good and bad releases, every stage, under referrals that keep coming.

Each step is the command that an operator would type. The neighbour is live all the while, and must
not notice; the third region is closed until the end, and must lose nothing.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from deploy.local.stack import Stack, open_stack
from deploy.regions.inventory import load_inventory
from deploy.rollout import drill_releases
from deploy.rollout.cell import Cell
from deploy.rollout.drill_traffic import Traffic, flowing
from deploy.rollout.release import CHECKOUT

SUBJECT: Final = "london"
NEIGHBOUR: Final = "scotland"
CLOSED: Final = "wales"
_REGIONS: Final = (NEIGHBOUR, CLOSED, SUBJECT)
_VERSION: Final = re.compile(r"runs ([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Took:
    """A step: what it shows, what was typed, how long it took, whether it ended as it should."""

    shows: str
    command: str
    seconds: float
    as_expected: bool
    said: str = ""

    @property
    def counts(self) -> bool:
        """Whether it belongs to the region that is rolled out, and not to its neighbours."""
        return SUBJECT in self.command or "dead-letters" in self.command


@dataclass(slots=True)
class Drill:
    """What happened in a drill, and what must hold at its end."""

    steps: list[Took] = field(default_factory=list)
    holds: dict[str, bool] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every step ended as it should and everything holds."""
        return all(step.as_expected for step in self.steps) and all(self.holds.values())

    def to_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return asdict(self) | {"passed": self.passed}

    def table(self) -> Table:
        """Return the steps, for people."""
        table = Table("step", "command", "seconds", "as expected")
        for step in self.steps:
            ended = "yes" if step.as_expected else "NO"
            table.add_row(step.shows, step.command, f"{step.seconds:.1f}", ended)
        return table

    def summary(self) -> str:
        """Return what holds and what does not, and the figures, a line each."""
        lines = [f"  {'✓' if ok else '✗'} {what}" for what, ok in self.holds.items()]
        lines += [f"    {what}: {value:,.1f}" for what, value in self.figures.items()]
        seconds = sum(step.seconds for step in self.steps)
        ended = "The drill passed" if self.passed else "The drill FAILED"
        return "\n".join([*lines, f"{ended}: {len(self.steps)} commands in {seconds:.0f} seconds."])

    def markdown(self) -> str:
        """Return the steps of the subject and what holds, for a document."""
        rows = [f"| {s.shows} | `{s.command}` | {s.seconds:.1f} |" for s in self.steps if s.counts]
        head = ["| what it shows | command | seconds |", "|---|---|---:|"]
        held = [
            f"- {'holds' if ok else '**does not hold**'}: {what}" for what, ok in self.holds.items()
        ]
        figures = [f"- {what}: {value:,.0f}" for what, value in self.figures.items()]
        total = f"{len(self.steps)} commands in {sum(s.seconds for s in self.steps):.0f} seconds."
        return "\n".join([*head, *rows, "", total, "", *held, *figures])


def drill(per_second: float = 4.0) -> Drill:
    """Play the whole drill on servers of its own; takes some minutes."""
    with (
        tempfile.TemporaryDirectory(prefix="inroads-drill-") as folder,
        open_stack(embedded_only=True) as stack,
    ):
        return _Player(stack, Path(folder)).play(per_second)


class _Astray(Exception):
    """A step did not end as it should: what comes after it would say nothing."""


class _Player:
    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack, self._state, self._folder = stack, folder / "state", folder
        self._done = Drill()

    def play(self, per_second: float) -> Drill:
        try:
            for code in _REGIONS:
                self._type(f"{code} is brought up", "apply", code)
            self._quickly_to_live(NEIGHBOUR)
            inventory = load_inventory()
            areas = {code: inventory.region(code).in_force[:8] for code in _REGIONS}
            with flowing(self._stack.kafka, areas, per_second) as traffic:
                self._roll_out(traffic)
                traffic.stop_sending()
                self._quickly_to_live(CLOSED)
                traffic.wait_for_answers(_REGIONS, 120)
            self._judge(traffic)
        except _Astray:
            self._done.holds["the drill went to its end"] = False
        finally:
            self._stop()
        return self._done

    def _roll_out(self, traffic: Traffic) -> None:
        time.sleep(8)
        began = time.monotonic()
        quiet = traffic.latency_ms(NEIGHBOUR, 0, began - 1)
        newer = str(drill_releases.grown(self._folder / "newer"))
        self._type("a newer release beside an older one", "apply", SUBJECT, "--release", newer)
        self._stage_by_stage()
        self._bad_releases()
        self._type("paused: what comes waits", "pause", SUBJECT, "--by", "ann")
        time.sleep(4)
        self._type("goes on, and plays what waited", "promote", SUBJECT, "--by", "ann")
        busy = traffic.latency_ms(NEIGHBOUR, began, time.monotonic() - 2)
        self._done.figures |= {
            "the neighbour's receipts before, median ms": quiet,
            "the neighbour's receipts during, median ms": busy,
        }

    def _quickly_to_live(self, code: str) -> None:
        self._type(f"{code} is well", "verify", code)
        for stage in ("shadow", "canary"):
            self._type(f"{code} goes {stage}", "promote", code, "--by", "ann")
        self._type(f"{code}: a second person agrees", "approve", code, "--by", "bob")
        self._type(f"{code} goes live", "promote", code, "--by", "ann")

    def _stage_by_stage(self) -> None:
        self._type("is well", "verify", SUBJECT)
        for stage in ("shadow", "canary"):
            self._type(f"goes {stage}", "promote", SUBJECT, "--by", "ann")
            self._type("is well", "verify", SUBJECT)
        self._type("one person alone may not", "promote", SUBJECT, "--by", "ann", expect=1)
        self._type("a second person agrees", "approve", SUBJECT, "--by", "bob")
        self._type("goes live", "promote", SUBJECT, "--by", "ann")

    def _bad_releases(self) -> None:
        narrowed = drill_releases.narrowed(self._folder / "narrowed")
        release = ("--release", str(narrowed))
        self._type("a release that readers could not read", "apply", SUBJECT, *release, expect=1)
        deaf = drill_releases.deaf(self._folder / "deaf")
        self._type("a release that places nobody", "apply", SUBJECT, "--release", str(deaf))
        self._type("is found out", "verify", SUBJECT, expect=1)
        self._type("and taken back", "rollback", SUBJECT)
        self._replay_dead_letters()
        self._type("is well again", "verify", SUBJECT)

    def _replay_dead_letters(self) -> None:
        """What the bad release could not do is done by the good one: nobody is lost."""
        file = str(Cell(SUBJECT, self._state).databases_file)
        words = (
            "dead-letters",
            "replay",
            "--all",
            "--code",
            "handler_failed",
            "--service",
            "matching",
        )
        self._run("what it failed is played again", (*words, "--databases-from", file, "--yes"), 0)

    def _judge(self, traffic: Traffic) -> None:
        for code in _REGIONS:
            self._done.holds |= {
                f"{code}: every event has a receipt": traffic.unanswered(code) == 0,
                f"{code}: no event has two": traffic.answered_twice(code) == 0,
            }
            self._done.figures[f"{code}: events"] = len(traffic.sent[code])
        for code in _REGIONS:
            self._type(f"{code}: figures follow from the log", "verify", code)

    def _stop(self) -> None:
        for code in _REGIONS:
            with suppress(_Astray):
                self._type("stops", "stop", code)

    def _type(self, shows: str, step: str, code: str, *words: str, expect: int = 0) -> None:
        self._run(shows, ("region", step, code, "--state", str(self._state), *words), expect)

    def _run(self, shows: str, words: Sequence[str], expect: int) -> None:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "deploy.cli", *words],
            cwd=CHECKOUT,
            env=os.environ
            | {
                "INROADS_KAFKA": self._stack.kafka,
                "INROADS_DATABASE": self._stack.database,
                "PYTHONDONTWRITEBYTECODE": "",
                "PYTHONPYCACHEPREFIX": str(self._state / "bytecode"),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds, as_expected = time.monotonic() - began, done.returncode == expect
        typed = " ".join(
            ("./inroads", *(w for w in words if not w.startswith("/") and w != "--state"))
        )
        said = "" if as_expected else f"{done.stdout}\n{done.stderr}"
        self._done.steps.append(Took(shows, typed, seconds, as_expected, said))
        print(f"{'✓' if as_expected else '✗'} {seconds:6.1f} s  {shows}: {typed}", file=sys.stderr)
        if said:
            print(said, file=sys.stderr)
            raise _Astray
