"""A person on a caseload lives elsewhere now: they keep their advocate, or another takes over."""

from datetime import datetime

from services.matching.domain.caseloads import Caseloads
from services.matching.domain.handing_over import move
from services.matching.domain.support import today_of
from services.matching.publishes import said_of_cases
from shared.contracts.referrals import ReferralMoved
from shared.runtime.decision import UNCHANGED, Decision


def move_case(loads: Caseloads | None, fact: ReferralMoved, now: datetime) -> Decision:
    """Follow the person; somebody in care never waits behind people who have had nobody."""
    if loads is None:
        return UNCHANGED
    after, happened = move(loads, fact.referral_id, fact.area, today_of(loads.programme, now))
    return after, said_of_cases(after, happened)
