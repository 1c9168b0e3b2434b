"""Somebody may become a mentor, or their organization corrects what it said about them."""

from datetime import datetime

from services.matching.domain.mentor import Mentor
from services.matching.domain.places import let_go
from services.matching.publishes import said_of_mentor
from shared.contracts.referrals import MentorAdmitted
from shared.runtime.decision import Decision


def register_mentor(mentor: Mentor | None, fact: MentorAdmitted, now: datetime) -> Decision:
    """Remember a new mentor or the correction; who left before starts with nobody, but trained."""
    said = Mentor(
        fact.mentor_id,
        fact.person_id,
        fact.programme,
        fact.area,
        fact.capacity,
        fact.youngest,
        fact.oldest,
    )
    if mentor is None:
        return said, []
    after, happened = let_go(mentor.corrected(said), now)
    return after, said_of_mentor(after, happened)
