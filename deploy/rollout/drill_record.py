"""What a drill notes: every command, how long it took, and what must hold at the end."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from rich.table import Table

SUBJECT: Final = "london"
"""The region that is rolled out."""


@dataclass(frozen=True, slots=True)
class Took:
    """A step: what it shows, what was typed, how long it took, whether it ended as it should."""

    shows: str
    command: str
    seconds: float
    as_expected: bool
    said: str = ""

    @property
    def counts(self) -> bool:
        """Whether it belongs to the region that is rolled out, and not to its neighbours."""
        return SUBJECT in self.command or "dead-letters" in self.command


@dataclass(slots=True)
class Drill:
    """What happened in a drill, and what must hold at its end."""

    steps: list[Took] = field(default_factory=list)
    holds: dict[str, bool] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    """From the first command to the last; where some ran side by side, less than their sum."""

    @property
    def passed(self) -> bool:
        """Whether every step ended as it should and everything holds."""
        return all(step.as_expected for step in self.steps) and all(self.holds.values())

    def to_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return asdict(self) | {"passed": self.passed}

    def table(self) -> Table:
        """Return the steps, for people."""
        table = Table("step", "command", "seconds", "as expected")
        for step in self.steps:
            ended = "yes" if step.as_expected else "NO"
            table.add_row(step.shows, step.command, f"{step.seconds:.1f}", ended)
        return table

    def summary(self) -> str:
        """Return what holds and what does not, and the figures, a line each."""
        lines = [f"  {'✓' if ok else '✗'} {what}" for what, ok in self.holds.items()]
        lines += [f"    {what}: {value:,.1f}" for what, value in self.figures.items()]
        ended = "The drill passed" if self.passed else "The drill FAILED"
        return "\n".join(
            [*lines, f"{ended}: {len(self.steps)} commands in {self.seconds:.0f} seconds."]
        )

    def markdown(self) -> str:
        """Return the steps of the subject and what holds, for a document."""
        rows = [f"| {s.shows} | `{s.command}` | {s.seconds:.1f} |" for s in self.steps if s.counts]
        head = ["| what it shows | command | seconds |", "|---|---|---:|"]
        held = [
            f"- {'holds' if ok else '**does not hold**'}: {what}" for what, ok in self.holds.items()
        ]
        figures = [f"- {what}: {value:,.0f}" for what, value in self.figures.items()]
        total = f"{len(self.steps)} commands in {self.seconds:.0f} seconds."
        return "\n".join([*head, *rows, "", total, "", *held, *figures])
