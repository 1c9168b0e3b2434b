"""The parts of a soak run. Each yields its pieces: a name, and a function that does it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

Result = dict[str, Any]
Piece = tuple[str, Callable[[], Result]]

SEEDS_IN_A_PIECE: Final = 50
_ROOT: Final = Path(__file__).parents[2]


def simulation(seeds: int) -> Iterator[Piece]:
    """Five services on a simulated log and clock, in pieces of some dozens of seeds."""
    for first in range(0, seeds, SEEDS_IN_A_PIECE):
        count = min(SEEDS_IN_A_PIECE, seeds - first)
        yield f"seeds {first} to {first + count - 1}", _Seeds(first, count)


def kills(rounds: int) -> Iterator[Piece]:
    """``kill -9`` of every service at every crash point that it can reach, on real servers."""
    for number in range(1, rounds + 1):
        yield f"round {number}", _Kills(number)


def drill() -> Iterator[Piece]:
    """The whole drill of a roll-out; every landing plays a short one."""
    yield "the whole drill", _Drill()


def cases(count: int) -> Iterator[Piece]:
    """Matching against brute force, and lives in which no under-18 may be unprotected."""
    tests = "tests/services/matching"
    for kind in ("one_to_one", "circles", "caseloads", "schools"):
        folder = f"{tests}/optimization/{kind}"
        yield f"{kind} against brute force", _Tests(folder, "INROADS_CASES", "cases", count)
    lives = f"{tests}/test_protection.py"
    orphans = f"{tests}/test_nobody_is_orphaned.py"
    schools = f"{tests}/test_schools_never_oversold.py"
    yield "lives of schools", _Tests(schools, "INROADS_CASES", "cases", count)
    yield "lives of advocates", _Tests(orphans, "INROADS_CASES", "cases", count)
    yield "lives of mentors", _Tests(lives, "INROADS_CASES", "cases", 5 * count)


def sender(events: int) -> Iterator[Piece]:
    """A third-party client publishes; every verdict is held against ``./inroads check``."""
    sends = "tests/journeys/test_kcat_sender.py"
    yield f"{events} events", _Tests(sends, "INROADS_SENDER_EVENTS", "events", events)


class _Seeds:
    """Picklable, so that pieces can run side by side."""

    def __init__(self, first: int, count: int) -> None:
        self._first, self._count = first, count

    def __call__(self) -> Result:
        run = import_module("shared.testing.simulation.run")
        cast = import_module("tests.simulation.five_services").five_services
        summary = run.run_seeds(cast, self._first, self._count, lambda *_: None)
        return {
            "seeds": summary.seeds,
            "records": summary.records,
            "crashes": sum(summary.crashes.values()),
            "duplicates absorbed": summary.trouble["duplicate_absorbed"],
            "faults": [
                f"seed {seed}: {found[0]}; again with: {run.how_to_replay(seed)}"
                for seed, found in summary.failures.items()
            ],
        }


class _Kills:
    def __init__(self, number: int) -> None:
        self._number = number

    def __call__(self) -> Result:
        summary = import_module("tests.faults.kills").run_round(self._number)
        return {
            "kills": summary.kills.total(),
            "events": summary.events,
            "copies in the log": summary.copies,
            "points": sorted({f"{service} {point}" for service, point in summary.kills}),
            "slowest drain": f"{summary.slowest_drain:.1f} s",
            "faults": summary.violations,
        }


class _Tests:
    """Tests of ours, with a count of their own choosing raised."""

    def __init__(self, place: str, variable: str, what: str, count: int) -> None:
        self._place, self._variable, self._what, self._count = place, variable, what, count

    def __call__(self) -> Result:
        command = [sys.executable, "-m", "pytest", "-q", self._place]
        environment = {**os.environ, self._variable: str(self._count)}
        done = subprocess.run(
            command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
        )
        faults = [] if done.returncode == 0 else [done.stdout[-2000:]]
        return {self._what: self._count, "faults": faults}


class _Drill:
    def __call__(self) -> Result:
        done = import_module("deploy.rollout.drill").drill()
        astray = [f"{step.shows}: {step.said[-2000:]}" for step in done.steps if step.said]
        return {
            "commands": len(done.steps),
            "seconds": round(done.seconds),
            "faults": astray + [f"does not hold: {w}" for w, ok in done.holds.items() if not ok],
        }
