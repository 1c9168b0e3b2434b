"""The record of a match run: what it looked at, what it proposed, and how that is proven."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

PATIENCE: Final = timedelta(minutes=15)
"""Longer than a run takes: after this, whoever began it has died, and another may."""

Course = Literal[
    "asked", "dry", "held", "publishing", "published", "discarded", "expired", "replaced"
]
"""A run is ``published`` when it is made, unless its programme has it ``held`` (``run_course.py``).
A dry run is ``asked`` for, then ``dry``: it never proposes anything."""


@dataclass(frozen=True, slots=True)
class MatchRun:
    """One run over one programme of the region, begun by one process and no other.

    Same problem and seed give the same proposals. ``problem`` is the SHA-256 of the canonical
    problem; ``value`` and ``bound`` are in points, and equal where the proposals are proven best
    (``optimization/solution.py``). ``without_profile`` are people who wait and let nobody share
    what a match depends on. In a plan of visits to schools ``mentors`` are offers, and ``proposed``
    is to how many requests somebody comes that waited.

    Of a run that was held: ``publish_by`` is until when somebody may decide, ``decided_by`` who
    did, ``dropped`` how many of its pairs no longer stood when it was published. ``due_at`` is when
    a job has something to do about it.
    """

    run: str
    programme: str
    made_on: date
    begun_at: datetime
    finished: bool = False
    people: int = 0
    without_profile: int = 0
    mentors: int = 0
    proposed: int = 0
    problem: str = ""
    algorithm: str = ""
    value: int = 0
    bound: int = 0
    course: Course = "published"
    publish_by: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    dropped: int = 0
    due_at: datetime | None = None

    @property
    def seed(self) -> int:
        """The number from which the run draws where two answers are equally good: its day's."""
        return self.made_on.toordinal()

    def may_be_begun(self, now: datetime) -> bool:
        """Return whether whoever began it must have died."""
        return not self.finished and now - self.begun_at > PATIENCE


def run_code(programme: str, made_on: date) -> str:
    """Return the name of a programme's run of a day, such as ``q4m8_20260301``."""
    return f"{programme}_{made_on:%Y%m%d}"


def dry_run_code(programme: str, asked_on: date) -> str:
    """Return the name of a programme's dry run of a day: the last that was asked for."""
    return f"{run_code(programme, asked_on)}_dry"
