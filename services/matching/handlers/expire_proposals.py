"""Nobody answered in time: the mentor's place is free for somebody else."""

from datetime import datetime

from services.matching.domain.acceptance import expire
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.runtime.decision import Decision


def expire_proposals(mentee: Mentee, now: datetime) -> Decision:
    """Close every proposal to this person that is late."""
    after, happened = expire(mentee, now)
    return after, said_of_mentee(after, happened)
