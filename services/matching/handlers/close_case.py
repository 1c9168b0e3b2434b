"""A referral is taken back, or its support is over: the advocate has room for somebody else."""

from datetime import datetime

from services.matching.domain.assigning import close
from services.matching.domain.caseloads import Caseloads
from services.matching.domain.support import today_of
from services.matching.publishes import said_of_cases
from shared.contracts.referrals import ReferralWithdrawn, SupportEndReported
from shared.runtime.decision import UNCHANGED, Decision


def close_case(
    loads: Caseloads | None, fact: ReferralWithdrawn | SupportEndReported, now: datetime
) -> Decision:
    """Close the case, with whomever it is; one that is closed already stays so."""
    if loads is None:
        return UNCHANGED
    reason = "withdrawn" if isinstance(fact, ReferralWithdrawn) else fact.reason
    after, happened = close(loads, fact.referral_id, reason, today_of(loads.programme, now))
    return after, said_of_cases(after, happened)
