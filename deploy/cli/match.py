"""`./inroads match`: solve, check, explain and compare match problems that are files."""

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

USAGE: Final = 2
_KINDS: Final = ("one_to_one", "circles", "caseloads", "schools")
_DESCRIPTION = """\
Match people with those who can help them, from a file and into a file: no server is needed, and
nothing is sent to anybody. The same problem gives the same solution, byte for byte.

A problem names people, supply, rules, weights and bounds. There are four kinds: one_to_one (young
people and mentors), circles (jobseekers and hosted sessions), caseloads (clients and advocates) and
schools (requests and suppliers). Ids are opaque: names of people have no place in these files."""
_EPILOG = """\
examples:
  ./inroads match example one_to_one > problem.json
  ./inroads match solve --in problem.json --out solution.json
  ./inroads match check --in problem.json --solution solution.json
  ./inroads match explain --in problem.json --solution solution.json --person yp-03
  ./inroads match report --in problem.json --solution solution.json --out report.html
  ./inroads match compare yesterday.json solution.json

Exit code: 0 done, 1 a solution is not sound, 2 the command or a file cannot be used."""

_FILES: Final = {"required": True, "metavar": "FILE"}
_OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "--in": {**_FILES, "dest": "problem", "help": "the problem, or - for standard input"},
    "--solution": {**_FILES, "help": "what 'match solve' wrote"},
    "--out": {**_FILES, "help": "where to write, or - for standard output"},
    "--json": {"action": "store_true", "help": "for machines"},
    "--person": {"metavar": "ID", "help": "only this person"},
    "--unplaced": {"action": "store_true", "help": "only people without a place"},
    "--groups": {
        "metavar": "FILE",
        "help": 'who counts under which word: {"yp-01": {"language": "Polish"}}',
    },
    "--title": {"default": "", "metavar": "WORDS", "help": "the page's heading"},
    "--bonus": {
        "action": "store_true",
        "help": "solve once more without the bonus for few options, and show what it does",
    },
    "kind": {"choices": _KINDS, "help": "which kind of problem"},
    "before": {"metavar": "BEFORE", "help": "a solution"},
    "after": {"metavar": "AFTER", "help": "a later solution of the same kind"},
}


@dataclass(frozen=True)
class Action:
    """A step: its name, what it does in a line, its options, and an example."""

    name: str
    summary: str
    options: tuple[str, ...]
    example: str


ACTIONS = (
    Action(
        "solve",
        "find the best solution and prove how good it is",
        ("--in", "--out", "--json"),
        "solve --in problem.json --out solution.json",
    ),
    Action(
        "check",
        "judge a solution without its solver: rules, points, proof",
        ("--in", "--solution", "--json"),
        "check --in problem.json --solution solution.json",
    ),
    Action(
        "explain",
        "say why and why not, and what would make a difference",
        ("--in", "--solution", "--person", "--unplaced", "--json"),
        "explain --in problem.json --solution solution.json --unplaced",
    ),
    Action(
        "report",
        "write a page on who was reached and who was not",
        ("--in", "--solution", "--groups", "--out", "--title", "--bonus", "--json"),
        "report --in problem.json --solution solution.json --groups groups.json --out report.html",
    ),
    Action(
        "compare",
        "say who gains, loses and moves between two solutions",
        ("before", "after", "--json"),
        "compare yesterday.json today.json",
    ),
    Action("example", "print a small problem of a kind", ("kind",), "example circles"),
    Action("schema", "print the JSON Schema of the problem format", (), "schema > schema.json"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    of_step = parser.add_subparsers(title="steps", metavar="STEP", required=True, dest="step")
    for action in ACTIONS:
        step = of_step.add_parser(
            action.name,
            help=action.summary,
            description=f"{action.summary[0].upper()}{action.summary[1:]}.",
            epilog=f"example:\n  ./inroads match {action.example}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        for option in action.options:
            step.add_argument(option, **_OPTIONS[option])


def run(arguments: Namespace) -> int:
    """Take the step and return the exit code."""
    steps = import_module("deploy.cli.match_steps")  # arrays and compiled loops take a second
    files = import_module("deploy.cli.match_files")
    try:
        return int(steps.STEPS[arguments.step](arguments))
    except files.UnusableFile as error:
        print(f"inroads match {arguments.step}: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        sys.stderr.close()  # whoever read has enough; there is nothing to be said
        return 0
