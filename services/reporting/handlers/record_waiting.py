"""Nobody had a free seat for the person."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import wait
from shared.contracts.matching import ReferralWaitlisted
from shared.runtime.decision import Decision


def record_waiting(journey: Journey | None, fact: ReferralWaitlisted, _now: datetime) -> Decision:
    """Note that the person had to wait."""
    before = journey or Journey(fact.referral_id)
    return judged(wait(before)), []
