"""A seat in a circle was taken or given up."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import take_seat
from shared.contracts.matching import MemberJoined, MemberLeft
from shared.runtime.decision import Decision


def record_seat(
    journey: Journey | None, fact: MemberJoined | MemberLeft, _now: datetime
) -> Decision:
    """Note whether the person has the seat; who gave one up has joined all the same."""
    before = journey or Journey(fact.referral_id)
    is_held = isinstance(fact, MemberJoined)
    return judged(take_seat(before, fact.circle_id, is_held=is_held)), []
