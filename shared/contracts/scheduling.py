"""Facts that scheduling publishes: sessions, who is booked, who came."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.fact import Area, Code, Fact, Moment, ProgrammeCode
from shared.contracts.inbound import Venue
from shared.contracts.streams import Stream


class SessionFact(Fact):
    """What every fact about a circle's sessions says; keyed by circle, a series stays in order.

    Of the meetings of a match, ``circle_id`` is the match's id.
    """

    STREAM: ClassVar[Stream] = Stream.SESSIONS
    KEY: ClassVar[str] = "circle_id"

    circle_id: UUID
    programme: ProgrammeCode
    area: Area


class SessionPlanned(SessionFact):
    """One session of the series has its time and place."""

    TYPE: ClassVar[str] = "inroads.session.planned.v1"

    session_id: UUID
    kind: Code
    number: int
    starts_at: Moment
    ends_at: Moment
    venue: Venue


class BookingMade(SessionFact):
    """A person is expected at a session. ``revision`` counts changes: the calendar's SEQUENCE."""

    TYPE: ClassVar[str] = "inroads.booking.made.v1"

    booking_id: UUID
    session_id: UUID
    referral_id: UUID
    person_id: UUID
    kind: Code
    number: int
    starts_at: Moment
    ends_at: Moment
    venue: Venue
    revision: int = 0


class BookingCancelled(SessionFact):
    """A person is no longer expected at a session."""

    TYPE: ClassVar[str] = "inroads.booking.cancelled.v1"

    booking_id: UUID
    session_id: UUID
    referral_id: UUID
    person_id: UUID
    kind: Code
    number: int
    starts_at: Moment
    ends_at: Moment
    venue: Venue
    revision: int
    reason: Code


class AttendanceRecorded(SessionFact):
    """Whether a booked person came to the session."""

    TYPE: ClassVar[str] = "inroads.attendance.recorded.v1"

    session_id: UUID
    referral_id: UUID
    person_id: UUID
    number: int
    kind: Code
    attended: bool


class SessionHeld(SessionFact):
    """The session's end has passed; how many were booked, how many are known to have come."""

    TYPE: ClassVar[str] = "inroads.session.held.v1"

    session_id: UUID
    kind: Code
    number: int
    held_at: Moment
    booked: int
    attended: int


class ParticipationCompleted(SessionFact):
    """The series is over for one person: how many of the planned sessions they came to."""

    TYPE: ClassVar[str] = "inroads.participation.completed.v1"

    referral_id: UUID
    person_id: UUID
    planned: int
    attended: int
