"""`./inroads`, or `python -m deploy.cli`: finds the subcommand and runs it."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from io import TextIOWrapper

import structlog

from deploy.cli.commands import COMMANDS
from deploy.local.errors import StackError

_DESCRIPTION = """\
Inroads: mentoring and employment support across UK jobcentres, on Apache Kafka and PostgreSQL.
Commands that need servers start their own, unless INROADS_KAFKA and INROADS_DATABASE name some."""


def main(words: Sequence[str]) -> int:
    """Run a subcommand; return its exit code: 0 done, 1 not done, 2 wrongly asked, 130 Ctrl-C."""
    try:
        arguments = _parser(words).parse_args(words)
        return int(arguments.run(arguments))
    except StackError as error:
        print(f"inroads: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser(words: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser(
        prog="inroads",
        description=_DESCRIPTION,
        epilog="examples:\n" + "\n".join(f"  ./inroads {row.example}" for row in COMMANDS),
        formatter_class=RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        subparser = subparsers.add_parser(
            command.name,
            help=command.summary,
            formatter_class=RawDescriptionHelpFormatter,
        )
        if command.name in words[:1]:
            module = command.load()
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # progress shows at once in a pipe, too
    # Standard output is a command's answer, and often read by a program.
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(sys.stderr))
    sys.exit(main(sys.argv[1:]))
