"""A person declines one circle and still wants support: another circle, or the back of the list."""

from datetime import datetime

from services.matching.domain.pool import Pool
from services.matching.domain.seating import decline
from services.matching.publishes import announced
from shared.contracts.referrals import InvitationDeclined
from shared.runtime.decision import UNCHANGED, Decision


def decline_invitation(pool: Pool | None, fact: InvitationDeclined, now: datetime) -> Decision:
    """Free the seat and never propose this circle to the person again."""
    if pool is None or fact.referral_id not in pool:
        return UNCHANGED
    after, happened = decline(pool, fact.referral_id, fact.circle_id, now)
    return after, announced(after, happened)
