"""A referral was taken back."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import withdraw
from shared.contracts.referrals import ReferralWithdrawn
from shared.runtime.decision import Decision


def record_withdrawal(journey: Journey | None, fact: ReferralWithdrawn, _now: datetime) -> Decision:
    """Note that the person is no longer on the way."""
    before = journey or Journey(fact.referral_id)
    return judged(withdraw(before)), []
