"""A proposal is closed, or a side says that a match is over: the mentor's place is free."""

from datetime import datetime

from services.matching.domain.mentor import Mentor
from services.matching.domain.places import free
from services.matching.publishes import said_of_mentor
from shared.contracts.matching import ProposalClosed
from shared.contracts.referrals import MatchEndReported
from shared.runtime.decision import UNCHANGED, Decision


def free_place(
    mentor: Mentor | None, fact: ProposalClosed | MatchEndReported, now: datetime
) -> Decision:
    """Free the place, whoever closed it; a place that is free already stays so."""
    if mentor is None:
        return UNCHANGED
    after, happened = free(mentor, fact.match_id, fact.reason, now)
    return after, said_of_mentor(after, happened)
