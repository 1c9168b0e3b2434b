"""Somebody joins a circle that is already planned: they are booked for the sessions still ahead."""

from datetime import datetime

from services.scheduling.domain.booking import book
from services.scheduling.domain.series import Member, Series
from services.scheduling.publishes import booking_made
from shared.contracts.matching import MemberJoined
from shared.runtime.decision import UNCHANGED, Decision


def book_member(series: Series | None, fact: MemberJoined, now: datetime) -> Decision:
    """Book the person; before the circle is confirmed there is nothing to book them for."""
    booked = series and book(series, Member(fact.referral_id, fact.person_id), now)
    if not booked:
        return UNCHANGED
    after, member, sessions = booked
    return after, [booking_made(after, session, member) for session in sessions]
