"""A facilitator says whether somebody came: kept, announced, and corrected by a later word."""

from datetime import datetime

from services.scheduling.domain.attendance import record
from services.scheduling.domain.series import Member, Series, Session
from services.scheduling.publishes import attendance_recorded
from shared.contracts.referrals import AttendanceReported
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def record_attendance(series: Series | None, fact: AttendanceReported, now: datetime) -> Decision:
    """Keep the facilitator's latest word; the same word again changes nothing.

    Nor does a word on a session that a member of the circle is not booked for: a register may list
    who left meanwhile. Raises ``BrokenRule`` for a session that is not the circle's or has not
    begun, and for a person who was never in the circle.
    """
    if series is None:
        raise BrokenRule("unknown_circle", "/circle_id")
    session, member = _concerned(series, fact)
    if now < session.starts_at:
        raise BrokenRule("attendance_before_session", "/session_id")
    if session.number not in member.booked:
        return UNCHANGED
    after = record(series, session, member, attended=fact.attended)
    if after is None:
        return UNCHANGED
    return after, [attendance_recorded(after, session, member, attended=fact.attended)]


def _concerned(series: Series, fact: AttendanceReported) -> tuple[Session, Member]:
    session = series.session(fact.session_id)
    if session is None:
        raise BrokenRule("unknown_session", "/session_id")
    member = series.member(fact.referral_id)
    if member is None:
        raise BrokenRule("person_unknown", "/referral_id")
    return session, member
