"""A facilitator says whether somebody came: kept, announced, and corrected by a later word."""

from datetime import datetime

from services.scheduling.domain.attendance import record
from services.scheduling.domain.series import Member, Series, Session
from services.scheduling.publishes import attendance_recorded
from shared.contracts.referrals import AttendanceReported
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def record_attendance(series: Series | None, fact: AttendanceReported, now: datetime) -> Decision:
    """Keep the facilitator's latest word; the same word again changes nothing.

    Raises ``BrokenRule`` for a session that is not the circle's or has not begun, and for a person
    who is not booked for it.
    """
    if series is None:
        raise BrokenRule("unknown_circle", "/circle_id")
    session, member = _booked(series, fact)
    if now < session.starts_at:
        raise BrokenRule("attendance_before_session", "/session_id")
    after = record(series, session, member, attended=fact.attended)
    if after is None:
        return UNCHANGED
    return after, [attendance_recorded(after, session, member, attended=fact.attended)]


def _booked(series: Series, fact: AttendanceReported) -> tuple[Session, Member]:
    session = series.session(fact.session_id)
    if session is None:
        raise BrokenRule("unknown_session", "/session_id")
    member = series.member(fact.referral_id)
    if member is None or session.number not in member.booked:
        raise BrokenRule("person_not_booked", "/referral_id")
    return session, member
