"""`./inroads supply`: mentors, advocates, offers and employers from a spreadsheet's file."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from typing import Final

from deploy.cli import supply_steps
from deploy.cli.argument_types import day, region
from deploy.cli.event_files import UnusableFile
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.reach import add_kafka
from services.referrals.files.columns import KINDS
from shared.contracts.attributes import PATTERNS

USAGE: Final = 2
_DESCRIPTION = """\
Take in who helps from a file: mentors and their steps and clearances, advocates, hosts' offers,
and employers with what they are asked for, promise and give.
A file is CSV in UTF-8 with a line of column names (commas, semicolons or tabs between them). Every
row gets a verdict in the words of './inroads check', with its line and column. No verdict repeats
what a row says."""
_EPILOG = """\
examples:
  ./inroads supply example mentors > mentors.csv
  ./inroads supply columns mentors
  ./inroads supply check mentors.csv clearances.csv
  ./inroads supply send mentors.csv --region london --sender /organisation/ONEMM --dry-run
  ./inroads supply send mentors.csv --region london --sender /organisation/ONEMM

The same row of the same sender is the same submission and counts once, so a file can be sent again
at any time. A corrected row is a new submission. To say the same once more (a mentor pauses a
second time), give the row a new word in the column 'revision'.

Exit code: 0 all well, 1 a row is refused or has no answer yet, 2 the command or a file cannot be
used."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes, and its help, to its parser."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    of_step = parser.add_subparsers(title="steps", metavar="STEP", required=True, dest="step")
    check = of_step.add_parser("check", help="say what would be answered; sends nothing")
    _add_files(check)
    check.add_argument("--region", type=region, default="london", help="default: %(default)s")
    check.add_argument("--sender", type=_sender, default="/file", help="whose the files are")
    check.add_argument("--on", type=day, metavar="DATE", help="judge as if sent on this day")
    send = of_step.add_parser(
        "send", help="send the rows that are sound, and say what was answered"
    )
    _add_files(send)
    send.add_argument("--region", type=region, required=True)
    send.add_argument("--sender", type=_sender, required=True, help="such as /organisation/ONEMM")
    send.add_argument("--on", type=day, metavar="DATE", help="judge as if sent on this day")
    send.add_argument("--dry-run", action="store_true", help="say what would be sent, and stop")
    send.add_argument(
        "--all-or-nothing", action="store_true", help="send nothing if a row is not sound"
    )
    send.add_argument(
        "--wait", type=float, default=30, metavar="SECONDS", help="for answers (default: 30)"
    )
    add_kafka(send)
    for name, what in (("example", "print a small file"), ("columns", "say what belongs where")):
        step = of_step.add_parser(name, help=f"{what} of a kind")
        step.add_argument("kind", choices=KINDS)


def run(arguments: Namespace) -> int:
    """Take the step and return the exit code."""
    try:
        return supply_steps.STEPS[arguments.step](arguments)
    except (UnusableFile, CannotTell) as error:
        print(f"inroads supply {arguments.step}: {error}", file=sys.stderr)
        return USAGE


def _add_files(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE.csv")
    parser.add_argument(
        "--kind", choices=KINDS, default="", help="of all files (default: seen by the columns)"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON object on each line")


def _sender(text: str) -> str:
    if not re.fullmatch(PATTERNS["source"], text):
        raise ArgumentTypeError("a sender is named such as /organisation/ONEMM, without spaces")
    return text
