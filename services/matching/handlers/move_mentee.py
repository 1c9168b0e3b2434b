"""A young person lives elsewhere now: the next match run looks for mentors there."""

from datetime import datetime

from services.matching.domain.acceptance import move
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.contracts.referrals import ReferralMoved
from shared.runtime.decision import UNCHANGED, Decision


def move_mentee(mentee: Mentee | None, fact: ReferralMoved, _now: datetime) -> Decision:
    """Remember the area; a match ends only in a nation where its clearance does not count."""
    if mentee is None or not mentee.is_here:
        return UNCHANGED
    after, happened = move(mentee, fact.area)
    return after, said_of_mentee(after, happened)
