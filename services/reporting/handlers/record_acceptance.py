"""A referral was accepted: it counts from now on."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import accept
from shared.contracts.referrals import ReferralAccepted
from shared.runtime.decision import Decision


def record_acceptance(journey: Journey | None, fact: ReferralAccepted, _now: datetime) -> Decision:
    """Place the journey in the figures of the area and month of its referral."""
    before = journey or Journey(fact.referral_id)
    return judged(accept(before, fact.programme, fact.area, fact.submitted_on)), []
