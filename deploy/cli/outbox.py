"""`./inroads outbox`: facts that are true, but that the broker has not acknowledged yet."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace

from deploy.operate.cannot_tell import CannotTell
from deploy.operate.limits import Outcome
from deploy.operate.reach import add_databases, add_region, databases_of
from deploy.operate.survey import outbox_rows
from deploy.operate.tables import add_limits, tell

_DESCRIPTION = """\
Say how many facts wait in each service's outbox, and for how long the oldest has. Normally none
does for longer than a moment: what stays is a relay without a leader, or a broker that is away.

Exit code: 0 fine, 1 beyond the limits given, 2 it could not be told."""
_EPILOG = """\
examples:
  ./inroads outbox --database postgresql://...
  ./inroads outbox --region london --databases-from databases.json --older-than 60s
  ./inroads outbox --databases-from databases.json --service matching --json"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    add_region(parser)
    add_databases(parser)
    add_limits(parser)


def run(arguments: Namespace) -> int:
    """Look and print; return the exit code."""
    try:
        rows = asyncio.run(outbox_rows(databases_of(arguments)))
    except CannotTell as error:
        print(f"inroads outbox: {error}", file=sys.stderr)
        return Outcome.CANNOT_TELL
    return tell(rows, arguments, "unsent")
