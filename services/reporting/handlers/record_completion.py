"""A series of sessions is over for a person."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import finish
from shared.contracts.scheduling import ParticipationCompleted
from shared.runtime.decision import Decision


def record_completion(
    journey: Journey | None, fact: ParticipationCompleted, _now: datetime
) -> Decision:
    """Note how many sessions there were to come to."""
    before = journey or Journey(fact.referral_id)
    return judged(finish(before, fact.circle_id, fact.planned)), []
