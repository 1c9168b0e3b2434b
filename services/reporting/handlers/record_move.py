"""A person moved to another area."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import move
from shared.contracts.referrals import ReferralMoved
from shared.runtime.decision import Decision


def record_move(journey: Journey | None, fact: ReferralMoved, _now: datetime) -> Decision:
    """Note where the person lives now; the journey counts where it began."""
    before = journey or Journey(fact.referral_id)
    return judged(move(before, fact.area)), []
