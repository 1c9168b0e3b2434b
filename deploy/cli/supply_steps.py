"""The steps of `./inroads supply`: what each does with what was typed, and what it says."""

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from deploy.cli.argument_types import judged_at
from deploy.cli.supply_sending import receipts_of, send_rows
from deploy.cli.supply_verdicts import JudgedRow, RowVerdict, judge_rows
from deploy.operate.reach import kafka_of
from services.referrals.files.columns import KINDS, REVISION
from services.referrals.files.examples import example_of

ALL_WELL, SOME_REFUSED = 0, 1
_NO_ANSWER: Final = (
    "Sent, and not answered yet. Nothing is lost: send the same file again to see the answer. A"
    " programme that is not open answers when it opens."
)
_WORDS: Final = ("accepted", "undecided", "rejected", "quarantined", "duplicate", "unanswered")
_ALWAYS: Final = ("accepted", "rejected")


def _check(arguments: Namespace) -> int:
    rows = _judge(arguments)
    _tell([row.verdict for row in rows], as_json=arguments.json)
    return ALL_WELL if all(row.is_well for row in rows) else SOME_REFUSED


def _send(arguments: Namespace) -> int:
    rows = _judge(arguments)
    sound = [row for row in rows if row.is_sound]
    unsound = [row for row in rows if not row.is_well]
    if arguments.dry_run or not sound or (unsound and arguments.all_or_nothing):
        _tell([row.verdict for row in rows], as_json=arguments.json)
        _say(_why_nothing(arguments, sound, unsound), as_json=arguments.json)
        return SOME_REFUSED if unsound else ALL_WELL
    events = [row.event for row in sound if row.event is not None]
    kafka = kafka_of(arguments)
    send_rows(kafka, arguments.region, events)
    ids = {event.event_id for event in events}
    receipts = receipts_of(kafka, arguments.region, arguments.sender, ids, arguments.wait)
    told = [_answer(row, receipts) for row in rows]
    _tell(told, as_json=arguments.json)
    left = len(rows) - len(events)
    _say(f"{len(events)} sent, {left} left out.", as_json=arguments.json)
    is_well = not unsound and all(t.verdict in ("accepted", "duplicate") for t in told)
    return ALL_WELL if is_well else SOME_REFUSED


def _example(arguments: Namespace) -> int:
    print(example_of(arguments.kind), end="")
    return ALL_WELL


def _columns(arguments: Namespace) -> int:
    kind = KINDS[arguments.kind]
    for column in kind.columns:
        print(f"{column.name:18} {'must' if column.needed else 'may ':6} {column.says}")
    print(f"{REVISION:18} {'may ':6} any word; a new one says the same row once more")
    return ALL_WELL


STEPS: Final[Mapping[str, Callable[[Namespace], int]]] = {
    "check": _check,
    "send": _send,
    "example": _example,
    "columns": _columns,
}


def _judge(arguments: Namespace) -> Sequence[JudgedRow]:
    now = judged_at(arguments.on)
    return judge_rows(arguments.files, arguments.kind, arguments.sender, arguments.region, now)


def _why_nothing(
    arguments: Namespace, sound: Sequence[JudgedRow], unsound: Sequence[JudgedRow]
) -> str:
    if not sound:
        return "Nothing was sent: no row is sound."
    if arguments.dry_run and not (unsound and arguments.all_or_nothing):
        return f"A dry run: nothing was sent. {len(sound)} would be."
    return f"Nothing was sent: {len(unsound)} of the rows are not sound, and it is all or nothing."


def _answer(row: JudgedRow, receipts: Mapping[str, Mapping[str, object]]) -> RowVerdict:
    if not row.is_sound or row.event is None:
        return row.verdict
    receipt = receipts.get(row.event.event_id)
    if receipt is None:
        return row.verdict._replace(verdict="unanswered", code="no_answer_yet", hint=_NO_ANSWER)
    return row.answered(receipt)


def _tell(told: Sequence[RowVerdict], *, as_json: bool) -> None:
    for verdict in told:
        print(json.dumps(verdict._asdict()) if as_json else _as_line(verdict))
    count = Counter(verdict.verdict for verdict in told)
    summary = ", ".join(
        f"{count[word]} {word}" for word in _WORDS if count[word] or word in _ALWAYS
    )
    _say(f"{len(told)} row{'' if len(told) == 1 else 's'}: {summary}", as_json=as_json)


def _as_line(verdict: RowVerdict) -> str:
    _, _, _, word, code, column, rule, hint = verdict
    place = f"{verdict.file}:{verdict.line}"
    return "  ".join([place, *(text or "-" for text in (column, word, code, rule, hint))])


def _say(text: str, *, as_json: bool) -> None:
    """Print what is not about one row; beside a stream of JSON it goes where people look."""
    print(text, file=sys.stderr if as_json else sys.stdout)
