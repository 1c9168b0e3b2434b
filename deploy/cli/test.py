"""`./inroads test`: every check and every test, in order, against one real Kafka and PostgreSQL."""

import os
import re
import signal
import subprocess
import sys
import time
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.stack import open_stack
from deploy.local.unwind import unwind_on_request

_ROOT = Path(__file__).parents[2]
_PROGRAMS = Path(sys.executable).parent
_DESCRIPTION = """\
Run every check and test of Inroads, print how each part went, and end with pytest's own summary.
The tests use one real Apache Kafka and one real PostgreSQL, started for them here unless
INROADS_KAFKA and INROADS_DATABASE name servers. Skipped tests are listed with their reasons.
Two workers share a whole run; what fails then is asked once more, alone, and both are shown.

--cluster does one thing instead: it builds Kubernetes from its Go modules (once, about 11 minutes
of one processor; kept in ~/.cache/inroads), starts a cluster of one node in Docker, installs the
chart under Pod Security "restricted", sends referrals through, and sees bad releases taken back.
It needs Go and Docker (as root on Debian, it installs and starts Docker for the time being), and
removes what it made. Later runs take about ten minutes."""
_EXAMPLES = """\
examples:
  ./inroads test                                        everything; this is what CI runs
  ./inroads test --only lint --only types               two parts
  ./inroads test --only tests -- tests/journeys -x      words after -- go to pytest
  ./inroads test --cluster                              the chart, on a real Kubernetes"""
_SIDE_BY_SIDE = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
"""A whole run mostly waits for processes; a few chosen tests would gain nothing."""
_ALONE = ("-n", "1", "--dist", "loadgroup", "--last-failed", "--last-failed-no-failures", "none")
"""What failed while two workers shared two processors is asked again with nobody beside it."""
_SOME_FAILED = 1
_CLOSING = re.compile(rb"\d+ (?:passed|failed|errors?|skipped).* in [\d.]+s")


@dataclass(frozen=True)
class Part:
    """One part of the test run: what it is called, and the command that does it.

    ``through`` is a program that runs the command, with something more at hand.
    """

    name: str
    command: Sequence[str]
    through: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """How a part went: its exit code, how long it took, and pytest's closing line if it had one."""

    part: Part
    code: int
    seconds: float
    closing: str = ""


PARTS = (
    Part("lint", ("ruff", "check")),
    Part("format", ("ruff", "format", "--check")),
    Part("types", ("mypy",)),
    Part("imports", ("lint-imports", "--no-logo")),
    Part("tests", ("pytest", "-rs", "--durations=25", "--durations-min=4")),
)

CLUSTER = Part("cluster", ("pytest", "-rs", "tests/cluster"), ("deploy/images/with_docker.sh",))


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EXAMPLES
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--only",
        action="append",
        choices=[part.name for part in PARTS],
        help="run this part alone (may be given more than once)",
    )
    choice.add_argument(
        "--cluster", action="store_true", help="install the chart on a real Kubernetes instead"
    )
    parser.add_argument("pytest", nargs=REMAINDER, metavar="-- WORDS", help="words for pytest")


def run(arguments: Namespace) -> int:
    """Run the parts in order, whatever the earlier ones said; return 1 if any of them failed."""
    parts = [CLUSTER] if arguments.cluster else PARTS
    wanted = [part for part in parts if not arguments.only or part.name in arguments.only]
    words = [word for word in arguments.pytest if word != "--"]
    outcomes = []
    for number, part in enumerate(wanted, start=1):
        print(f"\n[{number}/{len(wanted)}] {part.name}: {' '.join(part.command)}")
        outcomes.append(_outcome(part, words))
    print(_table(outcomes))
    for outcome in outcomes:
        if outcome.closing:
            print(outcome.closing)  # last, so that whoever reads the end of a log reads the count
    return int(any(outcome.code for outcome in outcomes))


def _outcome(part: Part, words: Sequence[str]) -> Outcome:
    if part.name == "tests":
        return _with_servers(part, words)
    if part is CLUSTER:
        with unwind_on_request():
            return _run(part, words)
    return _run(part)


def _with_servers(part: Part, words: Sequence[str]) -> Outcome:
    try:
        with open_stack() as stack:
            servers = {"INROADS_KAFKA": stack.kafka, "INROADS_DATABASE": stack.database}
            outcome = _run(part, words or _SIDE_BY_SIDE, servers)
            if outcome.code != _SOME_FAILED or words:
                return outcome
            print(f"\n{outcome.closing}\nOnce more, alone: what fails again fails.")
            again = _run(part, _ALONE, servers)
            return replace(again, seconds=outcome.seconds + again.seconds)
    except StackError as error:
        print(f"inroads: {error}", file=sys.stderr)
        return Outcome(part, code=1, seconds=0.0)


def _run(
    part: Part, words: Sequence[str] = (), environment: dict[str, str] | None = None
) -> Outcome:
    began = time.monotonic()
    program, *rest = part.command
    closing = b""
    with subprocess.Popen(
        [*part.through, _PROGRAMS / program, *rest, *words],
        cwd=_ROOT,
        process_group=0 if part.through else None,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
    ) as process:
        try:
            for line in _shown(process):
                if _CLOSING.search(line):
                    closing = line.strip()
        except (KeyboardInterrupt, SystemExit) as request:
            _end(process, part, request)
            raise
    return Outcome(part, process.returncode, time.monotonic() - began, closing.decode())


def _shown(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    for line in process.stdout or ():
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
        yield line


def _end(process: subprocess.Popen[bytes], part: Part, request: BaseException) -> None:
    """Have the child end: where it has a group of its own, no Ctrl-C has reached it."""
    if part.through:
        os.killpg(process.pid, signal.SIGINT)
        for _ in _shown(process):  # until it has removed what it made
            pass
    elif isinstance(request, SystemExit):
        process.terminate()


def _table(outcomes: Sequence[Outcome]) -> str:
    rows = ("passed" if outcome.code == 0 else f"FAILED ({outcome.code})" for outcome in outcomes)
    return "\n" + "\n".join(
        f"  {outcome.part.name:<10}{outcome.seconds:8.1f} s   {row}"
        for outcome, row in zip(outcomes, rows, strict=True)
    )
