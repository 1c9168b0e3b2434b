"""What can happen to the cases of a programme, in the order in which it is announced."""

from dataclasses import dataclass
from uuid import UUID

from services.matching.domain.caseloads import Case, Caseloads


@dataclass(frozen=True, slots=True)
class Waits:
    """Nobody has room for this person."""

    case: Case


@dataclass(frozen=True, slots=True)
class Assigned:
    """An advocate supports this person from now on."""

    case: Case
    advocate_id: UUID


@dataclass(frozen=True, slots=True)
class Transferred:
    """An advocate took this person over from another."""

    case: Case
    advocate_id: UUID
    left_advocate_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Unassigned:
    """The advocate supports this person no more, and nobody else has room."""

    case: Case
    advocate_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The support is over; ``advocate_id`` is whose it was at the end."""

    case: Case
    advocate_id: UUID | None
    reason: str


Happening = Waits | Assigned | Transferred | Unassigned | Closed
Change = tuple[Caseloads, list[Happening]]
"""The caseloads afterwards, and what happened, in order."""
