"""Whether a pair that a run found still stands: what can be told from the two rows."""

from datetime import date
from typing import Literal

from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Held, Mentor

WhyNot = Literal[
    "person_gone",
    "person_has_mentor",
    "person_has_proposals",
    "declined_before",
    "mentor_left",
    "mentor_paused",
    "mentor_not_ready",
    "held_already",
    "no_place",
    "clearance",
]


def why_not_them(mentee: Mentee | None, mentor_id: object, proposals: int) -> WhyNot | None:
    """Return why a young person is not to be proposed this mentor, who has ``proposals`` at most
    at once; ``None`` where nothing stands against it.
    """
    if mentee is None or not mentee.is_here:
        return "person_gone"
    if mentee.status != "waiting":
        return "person_has_mentor"
    if mentor_id in mentee.declined:
        return "declined_before"
    return "person_has_proposals" if len(mentee.proposals) >= proposals else None


def why_not_mentor(mentor: Mentor | None, held: Held, today: date) -> WhyNot | None:
    """Return why a mentor's row holds no place for somebody today; ``None`` where it does."""
    if mentor is None or mentor.has_left:
        return "mentor_left"
    if any(one.referral_id == held.referral_id for one in mentor.held):
        return "held_already"
    if mentor.paused:
        return "mentor_paused"
    if not (mentor.profile_completed and mentor.trained):
        return "mentor_not_ready"
    if not mentor.may_meet(held, today):
        return "clearance"
    return None if mentor.free_places else "no_place"
