"""Somebody leaves a circle: they are no longer expected at the sessions still ahead."""

from datetime import datetime

from services.scheduling.domain.booking import cancel
from services.scheduling.domain.series import Series
from services.scheduling.publishes import booking_cancelled
from shared.contracts.matching import MemberLeft
from shared.runtime.decision import UNCHANGED, Decision


def cancel_bookings(series: Series | None, fact: MemberLeft, now: datetime) -> Decision:
    """Cancel the person's bookings ahead; what they were booked for before stays as it was."""
    member = series and series.member(fact.referral_id)
    cancelled = series and member and cancel(series, member, now)
    if not cancelled:
        return UNCHANGED
    after, member, sessions = cancelled
    return after, [booking_cancelled(after, s, member, fact.reason) for s in sessions]
