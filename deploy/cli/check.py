"""``./inroads check``: what the running system would answer to the events in a file."""

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from deploy.cli.argument_types import day, judged_at, region
from deploy.cli.event_files import UnusableFile, read_events
from deploy.cli.offline_verdicts import Verdict, verdicts

ALL_WELL, SOME_REFUSED, USAGE = 0, 1, 2
_DESCRIPTION = """\
Read events from files and print, for each, the verdict that the running system would publish:
accepted, rejected (with the reason and what to do) or quarantined. Nothing is sent and nothing is
kept. The events are taken in order, so a withdrawal finds a referral that stands above it.

  .json, .cloudevents.json   one structured CloudEvent, or a list of them
  .jsonl, .ndjson            one structured CloudEvent on each line
  -                          either of these from standard input

Exit code: 0 all well, 1 some would be refused, 2 the command or a file cannot be used."""
_EXAMPLES = """\
examples:
  ./inroads check shared/contracts/samples/inbound/referral-submitted.json
  ./inroads check today.jsonl --on 2019-03-01        as if sent on 1 March 2019
  ./inroads check today.jsonl --json | jq 'select(.verdict == "rejected")'
  cat outbox/*.jsonl | ./inroads check -"""
_ONLY_THESE_FILES = (
    "Only the referrals in these files are known here. One that was sent earlier will be found"
    " when the event is really sent."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add what the command takes, and its help, to its parser."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.description, parser.epilog = _DESCRIPTION, _EXAMPLES
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file of events, or -")
    parser.add_argument("--json", action="store_true", help="print a JSON object on each line")
    parser.add_argument("--on", type=day, metavar="DATE", help="judge as if sent on this day")
    parser.add_argument("--region", type=region, default="london", help="default: %(default)s")


def run(args: Namespace) -> int:
    """Print a line for each event and a summary; return the exit code."""
    judged: list[Verdict] = []
    try:
        for verdict in _verdicts(args.files, args.region, judged_at(args.on)):
            print(_as_json(verdict) if args.json else _as_line(verdict))
            judged.append(verdict)
    except UnusableFile as error:
        print(f"inroads check: {error}", file=sys.stderr)
        return USAGE
    _summarize(judged, as_json=args.json)
    return ALL_WELL if all(verdict.is_safe for verdict in judged) else SOME_REFUSED


def _verdicts(files: Sequence[str], region: str, now: datetime) -> Iterator[Verdict]:
    return verdicts(read_events(files), region, now)


def _as_line(verdict: Verdict) -> str:
    file, line, *rest = verdict
    return "  ".join([f"{file}:{line}", *(text or "-" for text in rest)])


def _as_json(verdict: Verdict) -> str:
    return json.dumps(verdict._asdict())


def _summarize(judged: Sequence[Verdict], *, as_json: bool) -> None:
    """Print the counts; beside a stream of JSON objects they go where people look."""
    count = Counter(verdict.verdict for verdict in judged)
    names = ("accepted", "rejected", "quarantined", "duplicate")
    summary = ", ".join(f"{count[name]} {name}" for name in names)
    stream = sys.stderr if as_json else sys.stdout
    print(f"{len(judged)} event{'' if len(judged) == 1 else 's'}: {summary}", file=stream)
    if any(verdict.code == "referral_unknown" for verdict in judged):
        print(_ONLY_THESE_FILES, file=stream)
