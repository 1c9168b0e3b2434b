"""A person moved away: the place in the area that they left is free for somebody else."""

from datetime import datetime

from services.matching.domain.pool import Pool
from services.matching.domain.seating import leave
from services.matching.publishes import announced
from shared.contracts.referrals import ReferralMoved
from shared.runtime.decision import UNCHANGED, Decision


def leave_area(pool: Pool | None, fact: ReferralMoved, now: datetime) -> Decision:
    """Free the person's place in the area they left; a move to the same area is none."""
    if pool is None or fact.referral_id not in pool or fact.left_area == fact.area:
        return UNCHANGED
    after, happened = leave(pool, fact.referral_id, "moved", now)
    return after, announced(after, happened)
