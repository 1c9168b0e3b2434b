"""A series: the sessions of one circle, match or case, who is booked for each, and who came."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.ids import derived

BOOKINGS = UUID("0d7f3f0a-7a0c-5c1e-8f43-1a5b2c9de604")
"""Namespace of booking ids: one person at one session, however often they leave and come back."""

COMPLETES_AFTER = timedelta(days=7)
"""A facilitator who meets the people weekly has had a week for late reports and corrections."""


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting; times are instants in UTC, ``number`` counts from 1."""

    session_id: UUID
    kind: str
    number: int
    starts_at: datetime
    ends_at: datetime
    status: Literal["planned", "held"] = "planned"

    def booking_id(self, referral_id: UUID) -> UUID:
        """Return the id of this person's booking for this session."""
        return derived(BOOKINGS, self.session_id, referral_id)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the series; ``booked`` are the numbers of the sessions they are expected at.

    ``revision`` counts every leaving and coming back, so that calendars know the newest word.
    """

    referral_id: UUID
    person_id: UUID
    revision: int = 0
    active: bool = True
    booked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """The latest word on whether one person came to one session."""

    number: int
    referral_id: UUID
    attended: bool


@dataclass(frozen=True, slots=True)
class Series:
    """All sessions of a confirmed circle, all meetings of a match, or all visits of a case.

    ``circle_id`` is the circle's id, the match's or the referral's. ``completed``: everybody's part
    was summed up.
    """

    circle_id: UUID
    programme: str
    area: str
    venue: str
    sessions: tuple[Session, ...]
    members: tuple[Member, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    completed: bool = False
    due_at: datetime | None = None

    def session(self, session_id: UUID) -> Session | None:
        """Return the session of this id."""
        return next((s for s in self.sessions if s.session_id == session_id), None)

    def member(self, referral_id: UUID) -> Member | None:
        """Return who takes part, or took part, under this referral."""
        return next((m for m in self.members if m.referral_id == referral_id), None)

    def ahead(self, now: datetime) -> tuple[Session, ...]:
        """Return the sessions that have not begun."""
        return tuple(s for s in self.sessions if s.starts_at > now)

    def booked(self, session: Session) -> int:
        """Return how many people are expected at the session."""
        return sum(session.number in member.booked for member in self.members)

    def attended(self, session: Session) -> int:
        """Return how many people are known to have come to the session."""
        return sum(a.attended for a in self.attendance if a.number == session.number)

    def attended_by(self, member: Member) -> int:
        """Return how many sessions this person is known to have come to."""
        return sum(a.attended for a in self.attendance if a.referral_id == member.referral_id)

    def with_member(self, member: Member) -> "Series":
        """Return it with this person, in place of the older version of them if there is one."""
        newest = {m.referral_id: m for m in self.members} | {member.referral_id: member}
        return replace(self, members=tuple(newest.values()))

    def timed(self) -> "Series":
        """Return it with ``due_at`` where time alone changes it next; ``None`` when it is over."""
        return replace(self, due_at=self._next_change())

    @property
    def completes_at(self) -> datetime | None:
        """When everybody's participation is summed up; ``None`` when there is none to sum up."""
        last = max((s.ends_at for s in self.sessions), default=None)
        is_open = not self.completed and any(member.active for member in self.members)
        return last + COMPLETES_AFTER if last and is_open else None

    def _next_change(self) -> datetime | None:
        ends = (s.ends_at for s in self.sessions if s.status == "planned")
        return min(ends, default=self.completes_at)
