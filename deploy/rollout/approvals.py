"""Two people for what reaches people: one approves a stage, another one announces it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.errors import StackError
from deploy.regions.model import Approvals
from deploy.rollout.cell import Cell

_FILE = "approvals.json"


class NotApproved(StackError):
    """A stage needs a second person's approval; says whose, and how to give it."""


def approve(cell: Cell, programme: str, stage: str, release: str, by: str) -> None:
    """Note that somebody wants this programme at this stage, on the release that runs now."""
    said = {
        "programme": programme,
        "stage": stage,
        "release": release,
        "by": by,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    cell.write(_FILE, [*_all(cell), said])


def require(
    cell: Cell, programme: str, stage: str, release: str, by: str, rule: Approvals
) -> list[str]:
    """Return who approved; raises ``NotApproved`` unless enough people other than ``by`` did."""
    since = datetime.now(UTC) - timedelta(hours=rule.valid_hours)
    others = {
        yes["by"]
        for yes in _all(cell)
        if (yes["programme"], yes["stage"], yes["release"]) == (programme, stage, release)
        and yes["by"] != by
        and datetime.fromisoformat(yes["at"]) >= since
    }
    needed = rule.live - 1
    if len(others) < needed:
        raise NotApproved(
            f"{programme} goes {stage} in {cell.code} when {rule.live} people want it. {by} is "
            f"one; {needed - len(others)} more must approve within {rule.valid_hours} hours, under "
            f"a name of their own:\n  ./inroads region approve {cell.code} --programme {programme} "
            f"--stage {stage}"
        )
    return sorted(others)


def _all(cell: Cell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cell.read(_FILE) or []
    return found
