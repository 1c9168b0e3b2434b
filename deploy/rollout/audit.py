"""The record of what was done to a region, by whom, and how it ended."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from deploy.rollout.cell import Cell


@dataclass(slots=True)
class Step:
    """A step that is being taken; ``facts`` may grow until it ends."""

    action: str
    by: str
    facts: dict[str, Any] = field(default_factory=dict)


def operator() -> str:
    """Return the name under which this person is logged in."""
    return getpass.getuser()


@contextmanager
def recorded(cell: Cell, action: str, by: str, **facts: object) -> Iterator[Step]:
    """Record a step when it ends, however it ends. Names of operators only; no personal data."""
    step, began = Step(action, by, dict(facts)), datetime.now(UTC)
    ended = "failed"
    try:
        yield step
        ended = "done"
    finally:
        _append(
            cell,
            {
                "at": began.isoformat(timespec="seconds"),
                "by": step.by,
                "action": step.action,
                "ended": ended,
                "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
                **step.facts,
            },
        )


def history(cell: Cell) -> list[dict[str, Any]]:
    """Return every recorded step, oldest first."""
    if not cell.audit.exists():
        return []
    return [json.loads(line) for line in cell.audit.read_text().splitlines()]


def _append(cell: Cell, line: dict[str, Any]) -> None:
    cell.folder.mkdir(parents=True, exist_ok=True)
    with cell.audit.open("a") as file:
        file.write(json.dumps(line) + "\n")
