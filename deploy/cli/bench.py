"""`./inroads bench`: what the engine costs, against what could be written instead."""

import json
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from rich.console import Console

from deploy.cli.figures import write_figures

_ROOT = Path(__file__).parents[2]
_MATCHING_README = _ROOT / "services" / "matching" / "README.md"
_DESCRIPTION = """\
Measure one hop of a real service (consume, check, decide, store, publish) against the same hop
written by hand, the way tutorials do it, and the bare limit: CPU per event of all processes,
interleaved in one run, as ratios. Then the latency of two hops. Uses servers of its own; takes a
few minutes.

Or measure matching: pairs against SciPy and the best flow solvers, circles, caseloads, schools; CPU
seconds, gaps to proven bounds, goals met or not met. Needs no servers.

Or of matching only its standing solution: milliseconds of one event (a referral, a decline, a
mentor gone), and of a restart from a snapshot; takes a minute."""
_EPILOG = """\
examples:
  ./inroads bench pipeline                     three rounds of 20,000 events
  ./inroads bench pipeline --events 5000 --rounds 1
  ./inroads bench pipeline --json > bench.json
  ./inroads bench pipeline --write             puts the figures into the README
  ./inroads bench matching                     up to 100,000 pairs; some minutes
  ./inroads bench standing                     one event at once, and a restart
  ./inroads bench standing --write             puts the figures into matching's README
  ./inroads bench matching --write             puts the figures into matching's README
  ./inroads bench matching --large             and a million pairs, and 100,000 for circles"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("what", choices=["pipeline", "matching", "standing"])
    parser.add_argument(
        "--events", type=int, default=20_000, help="events a round (default: 20000)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default: 3)")
    parser.add_argument("--large", action="store_true", help="matching: the largest sizes as well")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.add_argument("--write", action="store_true", help="write the figures into the README")


def run(arguments: Namespace) -> int:
    """Measure and print; 0 when every goal is met, 1 when one is missed."""
    console = Console(stderr=True)
    if arguments.what == "matching":
        return _matching(arguments, console)
    if arguments.what == "standing":
        return _standing(arguments, console)
    report_module = import_module("tests.benchmarks.pipeline.report")
    told = import_module("tests.benchmarks.pipeline.told")
    report = report_module.compare(arguments.events, arguments.rounds, console.print)
    print(json.dumps(report.to_json(), indent=2) if arguments.json else told.table(report))
    if arguments.write:
        told.write_into(_ROOT / "README.md", report)
    return 0 if all(report.to_json()["goals"].values()) else 1


def _standing(arguments: Namespace, console: Console) -> int:
    measured = import_module("tests.benchmarks.matching.at_once")
    told = import_module("tests.benchmarks.matching.goals")
    goals = measured.measured(console.print)
    print(
        json.dumps(told.as_json(goals, measured.NOTES), indent=2)
        if arguments.json
        else told.table(goals, measured.NOTES)
    )
    if arguments.write:
        write_figures(_MATCHING_README, "standing", told.table(goals, measured.NOTES))
    return 0 if all(goal.met for goal in goals) else 1


def _matching(arguments: Namespace, console: Console) -> int:
    pairs = import_module("tests.benchmarks.matching.__main__")
    groups = import_module("tests.benchmarks.matching_groups.__main__")
    large = arguments.large
    chosen = Namespace(
        sizes=[1_000, 10_000, 100_000], rounds=0, million=large, events=large, people=1_000_000
    )
    at_once = import_module("tests.benchmarks.matching.at_once")
    goals = [*pairs.measured(chosen, console.print), *at_once.measured(console.print)]
    found = list(groups.measurements(console.print, large=large))
    tables = f"{pairs.table(goals, pairs.NOTES)}\n\n{groups.table(found)}"
    if arguments.json:
        told = {
            "pairs": pairs.as_json(goals, pairs.NOTES),
            "groups": [groups.as_json(one) for one in found],
        }
        print(json.dumps(told, indent=2))
    else:
        print(tables)
    if arguments.write:
        write_figures(_MATCHING_README, "matching", tables)
    return 0 if all(one.met for one in (*goals, *found)) else 1
