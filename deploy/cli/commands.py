"""The table of subcommands; each is the module of its name in this folder.

A module offers `add_arguments(parser)`, which also sets the parser's description and examples, and
`run(arguments)`, which returns the exit code.
"""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast


class Subcommand(Protocol):
    """What a subcommand's module offers."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what the subcommand takes, and its help, to its parser."""

    def run(self, arguments: Namespace, /) -> int:
        """Do it and return the exit code."""


@dataclass(frozen=True)
class Command:
    """A row of the table: the name to type, what it does, and an example of its use."""

    name: str
    summary: str
    example: str

    def load(self) -> Subcommand:
        """Return the module that does it."""
        return cast("Subcommand", import_module(f"deploy.cli.{self.name.replace('-', '_')}"))


COMMANDS = (
    Command("bench", "measure what one hop costs, against other ways", "bench pipeline"),
    Command("check", "say what would be answered to the events in a file", "check today.jsonl"),
    Command("contracts", "freeze, check and write up what services say", "contracts check"),
    Command("dead-letters", "look at, replay or discard what failed", "dead-letters list"),
    Command("demo", "play a year of circles, or of mentors, on this machine", "demo --people 100"),
    Command("images", "build the container images", "images build"),
    Command("lag", "how far each service is behind what it has to read", "lag --region london"),
    Command("match", "match people from file to file, and say why", "match example circles"),
    Command("outbox", "what is true and not yet published", "outbox --region london"),
    Command("park", "what waits, for what, and since when", "park --region london"),
    Command("region", "bring a region live in steps, and take it back", "region list"),
    Command("soak", "run the full counts, in pieces; goes on where it stopped", "soak simulation"),
    Command("stack", "start Apache Kafka and PostgreSQL on this machine", "stack up"),
    Command(
        "supply", "take in mentors, advocates and offers from a file", "supply check mentors.csv"
    ),
    Command("test", "run every check and test", "test --only types"),
)
