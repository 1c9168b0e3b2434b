"""`./inroads match`: solve, check, explain and compare match problems that are files."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
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
  ./inroads match tradeoff --out tradeoff.html

Exit code: 0 done, 1 a solution is not sound, 2 the command or a file cannot be used."""


def _numbers(words: str) -> tuple[int, ...]:
    """Read such as ``1,7,28``, each number once and in order."""
    try:
        numbers = tuple(sorted({int(word) for word in words.split(",")}))
    except ValueError:
        raise ArgumentTypeError(f"{words!r} is no list of numbers such as 1,7,28") from None
    if numbers[0] < 0:
        raise ArgumentTypeError(f"{numbers[0]} is below 0; give numbers from 0 on")
    return numbers


def _count(words: str) -> int:
    """Read a number from 1 on."""
    if not words.isdecimal() or not int(words):
        raise ArgumentTypeError(f"{words!r} is no number from 1 on")
    return int(words)


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
    "--out FILE": {
        "metavar": "FILE",
        "help": "write a page (.html) or a picture (.svg) as well",
    },
    "--programme": {
        "metavar": "CODE",
        "help": "whose rules and settings (default: the first that matches one to one)",
    },
    "--windows": {
        "type": _numbers,
        "default": (0, 1, 3, 7, 14, 28),
        "metavar": "N,N",
        "help": "days between match runs, 0 for at once (default: 0,1,3,7,14,28)",
    },
    "--floors": {
        "type": _numbers,
        "default": (0, 300, 400, 500, 600),
        "metavar": "N,N",
        "help": "least scores of a match, of 1,000 points (default: 0,300,400,500,600)",
    },
    "--people": {
        "type": _count,
        "default": 1000,
        "metavar": "N",
        "help": "young people who come in a year (default: 1000)",
    },
    "--places": {
        "type": _count,
        "default": 10,
        "metavar": "N",
        "help": "mentors' places for every 10 of them (default: 10)",
    },
    "--months": {
        "type": _count,
        "default": 6,
        "metavar": "N",
        "help": "months whose arrivals are counted (default: 6)",
    },
    "--repeats": {
        "type": _count,
        "default": 3,
        "metavar": "N",
        "help": "regions drawn, one seed after the other (default: 3)",
    },
    "--seed": {"type": _count, "default": 1, "metavar": "N", "help": "the first (default: 1)"},
    "--write": {"action": "store_true", "help": "write the figures into matching's README"},
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
    Action(
        "tradeoff",
        "show how long people wait, and how good their match is, setting by setting",
        (
            *("--programme", "--windows", "--floors", "--people", "--places", "--months"),
            *("--repeats", "--seed", "--out FILE", "--json", "--write"),
        ),
        "tradeoff --places 8 --out tradeoff.html",
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
            step.add_argument(option.split()[0], **_OPTIONS[option])


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
