"""`./inroads lag`: how far each service of a region is behind its streams, and since when."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace

from deploy.local.region import SERVICES
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.limits import Outcome
from deploy.operate.reach import add_kafka, add_region, kafka_of
from deploy.operate.survey import lag_rows
from deploy.operate.tables import add_limits, tell

_DESCRIPTION = """\
Say how many records each service has yet to read of each stream it listens to, and for how long
the oldest of them has been waiting. Asks Kafka alone; looks at no key and no value, and commits
nothing. "deleted unread" were removed by age before the service read them.

Exit code: 0 fine, 1 beyond the limits given, 2 it could not be told."""
_EPILOG = """\
examples:
  ./inroads lag --region london --kafka localhost:9092
  ./inroads lag --region london --service matching --at-most 200 --older-than 10m
  ./inroads lag --region london --json | jq '.rows[] | select(.count > 0)'"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    add_region(parser, required=True)
    add_kafka(parser)
    add_limits(parser)


def run(arguments: Namespace) -> int:
    """Measure and print; return the exit code."""
    services = arguments.service or SERVICES
    try:
        rows = asyncio.run(lag_rows(kafka_of(arguments), arguments.region, services))
    except CannotTell as error:
        print(f"inroads lag: {error}", file=sys.stderr)
        return Outcome.CANNOT_TELL
    return tell(rows, arguments, "unread")
