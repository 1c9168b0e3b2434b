"""`./inroads region`: one command for each step of a roll-out."""

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from deploy.access.rights import OUTSIDE
from deploy.local.region import SERVICES
from deploy.rollout.cell import STATE
from deploy.rollout.processes import STOP_SECONDS
from deploy.rollout.release import CHECKOUT

_DESCRIPTION = """\
Bring a region live in steps, see that it is healthy, stop it, take it back. A region is a cell: its
topics, databases, keys and release are its own, and no step touches another's. Every step can be
repeated, is recorded with who took it, and says what to do when it fails.

Works on the servers that INROADS_KAFKA and INROADS_DATABASE name ('./inroads stack up' gives some);
the services are processes of this machine. Where a login of Kafka's is named, all is in secret."""
_EPILOG = """\
examples:
  ./inroads region list

a new region, from nothing:
  ./inroads stack up --folder ~/inroads        in another terminal; copy the two lines it prints
  ./inroads region list
  ./inroads region plan london                 what would change; touches nothing
  ./inroads region apply london
  ./inroads region verify london
  ./inroads region promote london              to shadow; then canary; then live, by two people
  ./inroads region status

when something is wrong:
  ./inroads region pause london                what comes waits; 'promote' plays it in order
  ./inroads region rollback london             the release before

match runs that a programme has held for review:
  ./inroads region runs west-midlands          what waits, what was published, and by whom
  ./inroads region publish west-midlands --dry-run
  ./inroads region publish west-midlands --by maya

to see all of it happen, on servers of its own:
  ./inroads region drill                       some minutes; --short: about 90 seconds

on secured servers: Kafka over SASL_SSL, PostgreSQL over TLS, each service as its own user:
  INROADS_KAFKA=kafka.example:9093
  INROADS_KAFKA_LOGIN=~/kafka-admin.properties   sasl.username=, sasl.password=, ssl.ca.location=
  INROADS_DATABASE_LOGIN=~/postgres-admin.url    postgresql://...?sslmode=verify-full&sslrootcert=
  ./inroads region plan london                   users, rights and roles, too
  ./inroads region renew london --party matching"""


_OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "release": {
        "type": Path,
        "default": CHECKOUT,
        "metavar": "FOLDER",
        "help": "the code to run (default: this checkout)",
    },
    "dry-run": {"action": "store_true", "help": "only say what would be done"},
    "by": {"metavar": "NAME", "help": "who takes the step (default: your login)"},
    "despite": {"metavar": "WHY", "help": "go on although a gate is closed; it is recorded"},
    "programme": {
        "default": "p7k2",
        "metavar": "CODE",
        "help": "default: p7k2, mentoring circles",
    },
    "stage": {"choices": ["off", "shadow", "canary", "live"], "help": "default: the next one"},
    "stop-within": {
        "type": float,
        "default": STOP_SECONDS,
        "metavar": "SECONDS",
        "help": "a service that takes longer to finish what it is at is killed; what it has not "
        "finished is done by the next (default: 40)",
    },
    "synthetic-within": {
        "type": float,
        "metavar": "SECONDS",
        "help": "give the synthetic referral less time than its gate does (waves.yaml)",
    },
    "to": {"metavar": "VERSION", "help": "default: the release before"},
    "service": {"choices": SERVICES, "action": "append", "help": "default: all five"},
    "party": {"required": True, "choices": (*SERVICES, *OUTSIDE), "help": "whose password"},
    "json": {"action": "store_true", "help": "for machines"},
    "short": {"action": "store_true", "help": "in about 90 seconds; the same must hold"},
    "write": {"action": "store_true", "help": "put the times into README.md"},
    "kafka": {"required": True, "metavar": "HOST:PORT", "help": "where the cluster finds Kafka"},
    "mail-host": {"required": True, "metavar": "HOST", "help": "who takes the region's mail"},
    "registry": {"default": "", "metavar": "HOST", "help": "where the images are"},
    "run": {"dest": "code", "metavar": "CODE", "help": "such as q4m8_20260302; see 'region runs'"},
    "of": {"metavar": "CODE", "help": "which programme (default: the one that matches in pairs)"},
    "within": {
        "type": float,
        "default": 120.0,
        "metavar": "SECONDS",
        "help": "how long to wait for the service to carry it out (default: 120)",
    },
    "page": {"type": Path, "metavar": "FILE", "help": "write a page to look at"},
}


@dataclass(frozen=True)
class Action:
    """A step: its name, what it does in a line, its options, and whether it is about one region,
    and examples of its use.
    """

    name: str
    summary: str
    options: tuple[str, ...] = ()
    one_region: bool = True
    examples: tuple[str, ...] = ()


ACTIONS = (
    Action("list", "every region, its wave and its districts", ("json",), one_region=False),
    Action("plan", "what an apply would change; touches nothing", ("release", "json")),
    Action(
        "apply",
        "topics, users, rights, databases, migrations, then the services one by one",
        ("release", "dry-run", "by", "despite", "stop-within"),
    ),
    Action(
        "verify",
        "health, lag, figures, a synthetic referral and more",
        ("json", "synthetic-within"),
    ),
    Action("approve", "agree to a stage that another announces", ("programme", "stage", "by")),
    Action(
        "promote",
        "open a programme a stage further, or again after a pause",
        ("programme", "stage", "by", "dry-run"),
    ),
    Action("pause", "park what comes for a programme", ("programme", "by", "dry-run")),
    Action(
        "rollback",
        "start the services from an earlier release",
        ("to", "by", "dry-run", "stop-within"),
    ),
    Action("stop", "stop services; what comes waits in Kafka", ("service", "by", "stop-within")),
    Action(
        "renew",
        "give a party new passwords, and start its service again",
        ("party", "by", "stop-within"),
    ),
    Action("status", "how every region stands, or a page", ("json", "page"), one_region=False),
    Action(
        "values",
        "the region's values for the Helm chart, with its topics and users",
        ("release", "kafka", "mail-host", "registry"),
    ),
    Action("history", "who did what, and how it ended", ("json",)),
    Action(
        "runs",
        "match runs, or what one of them changes",
        ("run", "json"),
        examples=(
            "./inroads region runs west-midlands",
            "./inroads region runs west-midlands --run q4m8_20260302 --json",
        ),
    ),
    Action(
        "rehearse",
        "make a match run now and publish nothing",
        ("of", "within", "by", "json"),
        examples=("./inroads region rehearse west-midlands --of q4m8",),
    ),
    Action(
        "publish",
        "propose the pairs of a held run that still stand",
        ("run", "by", "dry-run", "within", "json"),
        examples=(
            "./inroads region publish west-midlands --dry-run   what it would propose now",
            "./inroads region publish west-midlands --by maya",
        ),
    ),
    Action(
        "discard",
        "end a held run; everybody waits for the next",
        ("run", "by", "dry-run", "within", "json"),
        examples=("./inroads region discard west-midlands --run q4m8_20260302 --by maya",),
    ),
    Action(
        "drill",
        "a whole roll-out, timed, on its own servers",
        ("short", "json", "write"),
        one_region=False,
    ),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the subcommand takes, and its help, to its parser."""
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    of_step = parser.add_subparsers(title="steps", metavar="STEP", required=True, dest="step")
    for action in ACTIONS:
        step = of_step.add_parser(
            action.name,
            help=action.summary,
            description=f"{action.summary[0].upper()}{action.summary[1:]}.",
            epilog="\n  ".join(["examples:", *action.examples]) if action.examples else None,
            formatter_class=RawDescriptionHelpFormatter,
        )
        _common(step, action)


def run(arguments: Namespace) -> int:
    """Take the step; 0 done, 1 not done (and said why), 2 could not be told."""
    steps = import_module("deploy.cli.region_steps")  # what only a step needs takes seconds
    return int(steps.STEPS[arguments.step](arguments))


def _common(step: ArgumentParser, action: Action) -> None:
    if action.one_region:
        step.add_argument("region", help="the region's code, such as london")
    step.add_argument(
        "--state",
        type=Path,
        default=STATE,
        metavar="FOLDER",
        help="where this machine keeps what it knows of its regions (default: run/regions)",
    )
    for option in action.options:
        step.add_argument(f"--{option}", **_OPTIONS[option])
