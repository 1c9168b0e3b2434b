"""Door out: the facts that scheduling announces. Nothing else here builds contracts."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.scheduling.domain.booking import Booked
from services.scheduling.domain.series import Member, Series, Session
from shared.contracts.fact import Fact
from shared.contracts.scheduling import (
    AttendanceRecorded,
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
    SessionPlanned,
)


def series_planned(series: Series) -> list[Fact]:
    """Say when every session is, and then that every member is expected at each."""
    planned = [session_planned(series, session) for session in series.sessions]
    booked = [booking_made(series, s, m) for m in series.members for s in series.sessions]
    return [*planned, *booked]


def visits_planned(series: Series, member: Member, visits: Sequence[Session]) -> list[Fact]:
    """Say when these visits are, and then that the person is expected at each."""
    planned = [session_planned(series, visit) for visit in visits]
    return [*planned, *(booking_made(series, visit, member) for visit in visits)]


def bookings_cancelled(series: Series, cancelled: Iterable[Booked], reason: str) -> list[Fact]:
    """Say of every booking that was called off that it is no more, and why."""
    return [
        booking_cancelled(series, session, member, reason)
        for _, member, sessions in cancelled
        for session in sessions
    ]


def session_planned(series: Series, session: Session) -> SessionPlanned:
    """Say when and where a session is."""
    return SessionPlanned(
        circle_id=series.circle_id,
        programme=series.programme,
        area=series.area,
        session_id=session.session_id,
        kind=session.kind,
        number=session.number,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        venue=series.venue,
    )


def booking_made(series: Series, session: Session, member: Member) -> BookingMade:
    """Say that this person is expected at the session."""
    return BookingMade(**_booking(series, session, member))


def booking_cancelled(
    series: Series, session: Session, member: Member, reason: str
) -> BookingCancelled:
    """Say that this person is no longer expected at the session, and why."""
    return BookingCancelled(**_booking(series, session, member), reason=reason)


def attendance_recorded(
    series: Series, session: Session, member: Member, *, attended: bool
) -> AttendanceRecorded:
    """Say whether this person came to the session; a later word on the same corrects it."""
    return AttendanceRecorded(
        circle_id=series.circle_id,
        programme=series.programme,
        area=series.area,
        session_id=session.session_id,
        referral_id=member.referral_id,
        person_id=member.person_id,
        number=session.number,
        kind=session.kind,
        attended=attended,
    )


def session_held(series: Series, session: Session) -> SessionHeld:
    """Say that the session is over, dated by its start, with who is known to have come so far."""
    return SessionHeld(
        circle_id=series.circle_id,
        programme=series.programme,
        area=series.area,
        session_id=session.session_id,
        kind=session.kind,
        number=session.number,
        held_at=session.starts_at,
        booked=series.booked(session),
        attended=series.attended(session),
    )


def participation_completed(series: Series, member: Member) -> ParticipationCompleted:
    """Say to how many of the sessions planned for them this person came."""
    return ParticipationCompleted(
        circle_id=series.circle_id,
        programme=series.programme,
        area=series.area,
        referral_id=member.referral_id,
        person_id=member.person_id,
        planned=len(member.booked),
        attended=series.attended_by(member),
    )


def _booking(series: Series, session: Session, member: Member) -> dict[str, Any]:
    """Return what every fact about one person's booking for one session says."""
    return {
        "circle_id": series.circle_id,
        "programme": series.programme,
        "area": series.area,
        "booking_id": session.booking_id(member.referral_id),
        "session_id": session.session_id,
        "referral_id": member.referral_id,
        "person_id": member.person_id,
        "kind": session.kind,
        "number": session.number,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "venue": series.venue,
        "revision": member.revision,
    }
