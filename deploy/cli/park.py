"""`./inroads park`: facts that wait for a programme's stage or behind a dead letter."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.limits import Outcome
from deploy.operate.reach import add_databases, add_region, databases_of
from deploy.operate.survey import parked_rows
from deploy.operate.tables import add_limits, tell

_DESCRIPTION = """\
List the facts that services keep back: how many, since when, what they wait for, and what frees
them. Nothing is released from here. What waits for a stage follows when the stage is announced;
what waits behind a dead letter follows when that is replayed or discarded, in order.

Exit code: 0 fine, 1 beyond the limits given, 2 it could not be told."""
_EPILOG = """\
examples:
  ./inroads park list --database postgresql://...
  ./inroads park list --region london --databases-from databases.json
  ./inroads park list --region london --databases-from databases.json --older-than 2d --json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("action", nargs="?", choices=["list"], default="list")
    add_region(parser)
    add_databases(parser)
    add_limits(parser)


def run(arguments: Namespace) -> int:
    """Look and print; return the exit code."""
    try:
        rows = asyncio.run(parked_rows(databases_of(arguments)))
    except CannotTell as error:
        print(f"inroads park: {error}", file=sys.stderr)
        return Outcome.CANNOT_TELL
    return tell(rows, arguments, "parked")
