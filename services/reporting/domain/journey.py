"""One referral's way through the programme, put together from facts that come in any order."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

Whereabouts = Literal[
    "unplaced",
    "rejected",
    "withdrawn",
    "waiting",
    "in_circle",
    "not_completed",
    "completed_without_outcome",
    "completed_with_outcome",
]
Ending = Literal["sent", "suppressed", "failed", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a circle, with a mentor or on a caseload, held or given up.

    ``circle_id`` may be a match's, and on a caseload it is the referral's own.
    """

    circle_id: UUID
    is_held: bool


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether the person came to one session, as last recorded."""

    circle_id: UUID
    session_id: UUID
    attended: bool


@dataclass(frozen=True, slots=True)
class Participation:
    """A series of sessions that is over."""

    circle_id: UUID
    planned: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the person."""

    kind: str
    started_on: date


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to the person, and how it ended."""

    notification_id: UUID
    template: str
    ending: Ending


@dataclass(frozen=True, slots=True)
class Journey:
    """A referral as known so far. Nothing in it names the person.

    Each stream of facts writes fields of its own, so that streams may be read in any relative order
    (``domain/steps.py``). ``area`` and ``month`` are where and when the person was referred: they
    place a journey in its figures and do not change when the person moves. The last six fields
    follow from the others (``domain/standing.py``).
    """

    referral_id: UUID
    programme: str | None = None
    area: str | None = None
    current_area: str | None = None
    submitted_on: date | None = None
    month: date | None = None
    accepted: bool = False
    rejected_code: str | None = None
    withdrawn: bool = False
    waitlisted: bool = False
    seats: tuple[Seat, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    participations: tuple[Participation, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    letters: tuple[Letter, ...] = ()
    joined: bool = False
    invited: bool = False
    attended: bool = False
    completed: bool = False
    outcome_kinds: tuple[str, ...] = ()
    whereabouts: Whereabouts = "unplaced"


def placed(journey: Journey, programme: str, area: str, submitted_on: date) -> Journey:
    """Return the journey with the programme, area and month in whose figures it counts."""
    return replace(
        journey,
        programme=programme,
        area=area,
        current_area=area,
        submitted_on=submitted_on,
        month=submitted_on.replace(day=1),
    )
