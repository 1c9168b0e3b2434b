"""A referral is taken back: its place, waiting or seated, is free for somebody else."""

from datetime import datetime

from services.matching.domain.pool import Pool
from services.matching.domain.seating import leave
from services.matching.publishes import announced
from shared.contracts.referrals import ReferralWithdrawn
from shared.runtime.decision import UNCHANGED, Decision


def give_up_place(pool: Pool | None, fact: ReferralWithdrawn, now: datetime) -> Decision:
    """Free the person's place at once; one who has none here changes nothing."""
    if pool is None or fact.referral_id not in pool:
        return UNCHANGED
    after, happened = leave(pool, fact.referral_id, "withdrawn", now)
    return after, announced(after, happened)
