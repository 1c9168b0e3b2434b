"""An advocate says that the support of somebody is over: pass it on to matching."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.advocate import NO_CASELOADS
from services.referrals.domain.referral import Referral, once_accepted, while_open
from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import TermsByCode
from shared.contracts.inbound import ClosureSubmitted
from shared.runtime.decision import Decision


def pass_on_closure(
    programmes: TermsByCode,
    referral: Referral | None,
    submission: ClosureSubmitted,
    _now: datetime,
) -> Decision:
    """Pass on that somebody's support is over, while they wait for an advocate or have one.

    All planned visits may be over by then, and the person counted as having completed them.
    """
    find = once_accepted if referral is not None and referral.is_supported else while_open
    found = find(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found.at_referral()),)
    if programmes[found.programme].programme.caseload is None:
        return None, (publishes.refused(NO_CASELOADS, found.referral_id),)
    return None, (
        publishes.accepted("closure_passed_on", found.referral_id, found.rule),
        publishes.support_end_reported(found, submission),
    )
