"""The alert rules as they stand in the files, and the same with shorter times for a drill."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent
ALERTS: Final = FOLDER / "alerts"

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION: Final = re.compile(r"(\d+)([smhd])")
_RANGE: Final = re.compile(r"\[(\d+[smhd])\]")

Rule = dict[str, Any]


def rule_files() -> list[Path]:
    """Return the files with alert rules, sorted."""
    return sorted(ALERTS.glob("*.yaml"))


def rules() -> Iterator[Rule]:
    """Yield every alert rule of every file."""
    for file in rule_files():
        for group in yaml.safe_load(file.read_text("utf-8"))["groups"]:
            yield from group["rules"]


def shortened(*, wait: float, window: float) -> dict[str, Any]:
    """Return all rules as one rule file for a drill that has minutes instead of hours.

    ``wait`` multiplies how long a rule waits before it fires (at least five seconds), ``window``
    how far it looks back (at least twenty seconds, which hold some scrapes and the longest pause
    before a retry). Nothing else differs.
    """
    short = [_shortened(rule, wait, window) for rule in rules()]
    return {"groups": [{"name": "drill", "rules": short}]}


def seconds(duration: str) -> int:
    """Return the seconds of a duration such as ``10m``. Raises ``ValueError`` for anything else."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} is no duration: write a number and one of s, m, h, d")
    return int(found[1]) * _UNITS[found[2]]


def _shortened(rule: Rule, wait: float, window: float) -> Rule:
    def narrow(found: re.Match[str]) -> str:
        return f"[{max(round(seconds(found[1]) * window), 20)}s]"

    short = {**rule, "expr": _RANGE.sub(narrow, rule["expr"])}
    if "for" in rule:
        short["for"] = f"{max(round(seconds(rule['for']) * wait), 5)}s"
    return short
