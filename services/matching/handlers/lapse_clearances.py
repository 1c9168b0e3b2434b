"""A clearance is over on which somebody's safety hangs: they are not matched any more."""

from datetime import datetime

from services.matching.domain.mentor import Mentor
from services.matching.domain.places import let_go
from services.matching.publishes import said_of_mentor
from shared.runtime.decision import Decision


def lapse_clearances(mentor: Mentor, now: datetime) -> Decision:
    """Free the places of everybody under 18 whom the mentor may not meet any more."""
    after, happened = let_go(mentor, now)
    return after, said_of_mentor(after, happened)
