"""A referral was rejected: it counts among those referred."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import reject
from shared.contracts.referrals import ReferralRejected
from shared.runtime.decision import Decision


def record_rejection(journey: Journey | None, fact: ReferralRejected, _now: datetime) -> Decision:
    """Place the journey, with the code of the rule that it stands outside."""
    before = journey or Journey(fact.referral_id)
    return judged(reject(before, fact.code, fact.programme, fact.area, fact.submitted_on)), []
