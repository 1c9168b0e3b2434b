"""A figure, its goal, and whether it was met; as a table and as JSON."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """One figure that should be at most so much."""

    what: str
    measured: float
    at_most: float
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.measured <= self.at_most


def table(goals: list[Goal], notes: list[str]) -> str:
    rows = ["| one to one | measured | goal | |", "|---|---:|---:|---|"]
    for goal in goals:
        met = "met" if goal.met else "**not met**"
        figure = f"{goal.measured:,.6g} {goal.unit}".strip()
        rows.append(
            f"| {goal.what} | {figure} | <= {goal.at_most:,g} {goal.unit}".rstrip() + f" | {met} |"
        )
    return "\n".join([*rows, "", *notes])


def as_json(goals: list[Goal], notes: list[str]) -> dict[str, Any]:
    return {"goals": [asdict(goal) | {"met": goal.met} for goal in goals], "notes": notes}
