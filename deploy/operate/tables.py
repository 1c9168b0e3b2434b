"""Rows of what waits, for people as a table and for machines as JSON."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence

from deploy.operate.limits import Limits, Outcome
from deploy.operate.survey import Row

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def add_limits(parser: ArgumentParser) -> None:
    """Let a command be told how much may wait, and how it is to print."""
    parser.add_argument("--at-most", type=int, metavar="N", help="exit 1 when more wait in all")
    parser.add_argument(
        "--older-than",
        type=seconds,
        metavar="TIME",
        help="exit 1 when the oldest waits longer: 60s, 10m, 2h or 1d",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def seconds(text: str) -> float:
    """Return the seconds of ``60s``, ``10m``, ``2h`` or ``1d``."""
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _UNITS else (text, "s")
    if not number.isdecimal():
        raise ArgumentTypeError("give a time such as 60s, 10m, 2h or 1d")
    return float(number) * _UNITS[unit]


def tell(rows: Sequence[Row], arguments: Namespace, what: str) -> int:
    """Print what waits and what that means by the limits; return the exit code."""
    outcome = Limits(arguments.at_most, arguments.older_than).judge(rows)
    if arguments.json:
        said = {"region": arguments.region, "outcome": outcome.name.lower().replace("_", "-")}
        print(json.dumps({**said, "rows": [row.to_json() for row in rows]}, indent=2))
        return outcome
    if rows:
        print("\n".join(_lines(rows)))
    print(_summary(rows, outcome, what))
    return outcome


def _lines(rows: Sequence[Row]) -> list[str]:
    names = list(dict.fromkeys(name for row in rows for name in row.details))
    titles = ["service", *(name.replace("_", " ") for name in names), "waiting", "oldest"]
    cells = [titles, *(_cells(row, names) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    notes = [f"{row.service}: could not tell: {row.why}" for row in rows if row.why]
    return lines + list(dict.fromkeys(notes))


def _cells(row: Row, names: Sequence[str]) -> list[str]:
    details = [str(row.details.get(name, "")) for name in names]
    count = "?" if row.count is None else str(row.count)
    return [row.service, *details, count, _age(row)]


def _age(row: Row) -> str:
    if row.oldest_seconds is None:
        return "?" if row.why else "-"
    for unit, length in reversed(_UNITS.items()):
        if row.oldest_seconds >= 2 * length:
            return f"{row.oldest_seconds / length:.0f}{unit}"
    return f"{row.oldest_seconds:.1f}s"


def _summary(rows: Sequence[Row], outcome: Outcome, what: str) -> str:
    waiting = f"{sum(row.count or 0 for row in rows)} {what}"
    return {
        Outcome.FINE: f"{waiting}.",
        Outcome.BEYOND: f"{waiting}: beyond the limit.",
        Outcome.CANNOT_TELL: f"{waiting}, but not everything could be told.",
    }[outcome]
