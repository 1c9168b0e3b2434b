"""Mentors as their organizations submit them: who is known, which words about them can stand."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import Terms
from shared.ids import derived

NAMESPACE: Final = UUID("0d5d0f0b-7f4e-5a56-8f53-2f0a4f8c1d77")

MENTOR_UNKNOWN = Refusal(
    "mentor_unknown",
    "/data/reference",
    "This organization has no mentor under this reference. Check both, or submit the mentor first.",
)
MENTOR_LEFT = Refusal(
    "mentor_left",
    "/data/reference",
    "This mentor left. If they want to help again, submit the mentor anew, then this.",
)
OTHER_PROGRAMME = Refusal(
    "programme_differs",
    "/data/programme",
    "The mentor with this reference is for another programme. Send the code they were submitted"
    " with, or use a new reference.",
)
AGES_SWAPPED = Refusal(
    "ages_out_of_order",
    "/data/youngest",
    "The youngest age is above the oldest. Swap the two or correct one.",
)
CHECKED_IN_FUTURE = Refusal(
    "checked_in_future",
    "/data/checked_on",
    "The check would be in the future. Send it once it was made, with the day it was made.",
)
CLEARANCE_OVER = Refusal(
    "clearance_over",
    "/data/recheck_by",
    "This clearance is over already. Have the mentor checked again, and send the new clearance.",
)


@dataclass(frozen=True, slots=True)
class Mentor:
    """Somebody whom an organization submitted as a mentor, under the organization's own token."""

    mentor_id: UUID
    person_id: UUID
    programme: str
    organization: str
    area: str
    has_left: bool = False


@lru_cache(maxsize=4096)
def mentor_id(organization: str, reference: str) -> UUID:
    """Return the id under which everybody knows this organization's mentor."""
    return derived(NAMESPACE, organization, reference)


def while_here(mentor: Mentor | None, programme: str) -> Mentor | Refusal:
    """Return the mentor if they are in this programme and have not left, else why not."""
    if mentor is None:
        return MENTOR_UNKNOWN
    if mentor.programme != programme:
        return OTHER_PROGRAMME
    return MENTOR_LEFT if mentor.has_left else mentor


def why_no_mentor(terms: Terms, known: Mentor | None, youngest: int, oldest: int) -> Refusal | None:
    """Return why somebody cannot be a mentor of this programme; ``None`` if they can."""
    if terms.programme.support != "one_to_one":
        return Refusal(
            "programme_has_no_mentors",
            "/data/programme",
            "This programme matches nobody with a mentor of their own. Check the programme's code.",
            terms.rule,
        )
    if known is not None and known.programme != terms.programme.code:
        return OTHER_PROGRAMME
    return AGES_SWAPPED if youngest > oldest else None


def why_not_cleared(checked_on: date, recheck_by: date, today: date) -> Refusal | None:
    """Return what is wrong with a clearance's days; ``None`` if it is valid today."""
    if checked_on > today:
        return CHECKED_IN_FUTURE
    return CLEARANCE_OVER if recheck_by < max(checked_on, today) else None
