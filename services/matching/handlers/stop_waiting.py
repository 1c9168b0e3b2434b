"""A young person's referral is taken back: every place that was held for them is free."""

from datetime import datetime

from services.matching.domain.acceptance import withdraw
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.contracts.referrals import ReferralWithdrawn
from shared.runtime.decision import UNCHANGED, Decision


def stop_waiting(mentee: Mentee | None, _fact: ReferralWithdrawn, _now: datetime) -> Decision:
    """Close what is proposed to them and the match they have."""
    if mentee is None or not mentee.is_here:
        return UNCHANGED
    after, happened = withdraw(mentee)
    return after, said_of_mentee(after, happened)
