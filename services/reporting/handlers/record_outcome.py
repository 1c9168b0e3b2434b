"""Something became of a person."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import achieve
from shared.contracts.referrals import OutcomeRecorded
from shared.runtime.decision import Decision


def record_outcome(journey: Journey | None, fact: OutcomeRecorded, _now: datetime) -> Decision:
    """Note the outcome and the day on which it began."""
    before = journey or Journey(fact.referral_id)
    return judged(achieve(before, fact.kind, fact.started_on)), []
