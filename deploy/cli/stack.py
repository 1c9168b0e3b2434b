"""`./inroads stack`: the servers on this machine, for as long as somebody wants them."""

import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from deploy.local.errors import StackError
from deploy.local.server import Server
from deploy.local.stack import Stack, open_stack

_DESCRIPTION = """\
Start a real Apache Kafka and a real PostgreSQL on this machine, print where they answer, and stop
them on Ctrl-C. Neither root nor Docker nor Java is needed. The first start downloads 45 MB."""
_EXAMPLES = """\
examples:
  ./inroads stack up                               data go when it stops
  ./inroads stack up --folder ~/inroads-servers    data are kept, and found again the next time"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EXAMPLES
    parser.add_argument("action", choices=["up"], help="start, print the addresses, wait")
    parser.add_argument("--folder", type=Path, help="keep the data in this folder")
    parser.add_argument(
        "--durable", action="store_true", help="let PostgreSQL wait for the disk on every commit"
    )


def run(arguments: Namespace) -> int:
    """Keep the servers up until Ctrl-C; StackError if one of them ends by itself."""
    with open_stack(arguments.folder, durable=arguments.durable) as stack:
        try:
            print(_addresses(stack))
            _watch([server for server in (stack.kafka_process, stack.postgres_process) if server])
        except KeyboardInterrupt:
            print("\nStopping.")
    return 0


def _addresses(stack: Stack) -> str:
    return (
        "\nOther programs and other ./inroads commands use these servers after:\n"
        f"  export INROADS_KAFKA={stack.kafka}\n"
        f"  export INROADS_DATABASE={stack.database}\n\n"
        "Ctrl-C stops them."
    )


def _watch(servers: list[Server]) -> None:
    while True:
        for server in servers:
            if not server.running:
                raise StackError(f"{server.name} has ended by itself. {server.last_words()}")
        time.sleep(0.5)
