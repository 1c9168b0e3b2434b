"""A person is accepted, or moved here: the soonest circle with a free seat, or the waiting list."""

from datetime import datetime

from services.matching.domain.circle import Participant
from services.matching.domain.pool import Pool, pool_id
from services.matching.domain.seating import arrive
from services.matching.domain.support import has_circles
from services.matching.publishes import announced
from shared.contracts.referrals import ReferralAccepted, ReferralMoved
from shared.runtime.decision import UNCHANGED, Decision


def find_place(
    pool: Pool | None, fact: ReferralAccepted | ReferralMoved, now: datetime
) -> Decision:
    """Give the person one place in this pool; a second acceptance of the referral gives none.

    Who waits for a mentor or an advocate waits elsewhere (``await_mentor``, ``await_advocate``).
    """
    if not has_circles(fact.programme):
        return UNCHANGED
    if pool is None:
        key = pool_id(fact.programme, fact.area, fact.track)
        pool = Pool(key, fact.programme, fact.area, fact.track)
    if fact.referral_id in pool:
        return UNCHANGED
    newcomer = Participant(fact.referral_id, fact.person_id, since=now, rank=0)
    after, happened = arrive(pool, newcomer, now)
    return after, announced(after, happened)
