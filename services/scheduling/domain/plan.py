"""When the sessions of a series are: the same time on the wall, whatever the clocks do."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID
from zoneinfo import ZoneInfo

from services.scheduling.domain.series import Session
from shared.ids import derived
from shared.programmes.support import PlannedSession, SessionPlan

SESSIONS = UUID("c3a1a0de-64d5-5b0f-9e1d-3f7f0b6a2c58")
"""Namespace of session ids: the sessions of a circle, a match or a case by number."""

LONDON = ZoneInfo("Europe/London")
"""Every jobcentre of England, Wales, Scotland and Northern Ireland keeps this time."""


def sessions_of(
    circle_id: UUID, first_session_at: datetime, plan: SessionPlan
) -> tuple[Session, ...]:
    """Return the sessions in the plan's order; the first begins when the circle first meets."""
    # The circle itself says when it first meets, so spacing counts from the second session on.
    offsets = accumulate((s.spacing_days for s in plan.sessions[1:]), initial=0)
    return sessions_at(circle_id, first_session_at, plan.sessions, offsets)


def sessions_at(
    series_id: UUID,
    first: datetime,
    kinds: Sequence[PlannedSession],
    offsets: Iterable[int],
    first_number: int = 1,
) -> tuple[Session, ...]:
    """Return the sessions of these kinds, each so many days after the first."""
    return tuple(_sessions(series_id, first, kinds, offsets, first_number))


def days_later(first: datetime, days: int) -> datetime:
    """Return the instant, in UTC, when the wall clock in London shows the same time ``days`` later.

    A time that the clocks skip in March becomes the one an hour later; of a time that comes twice
    in October it is the first.
    """
    if not days:
        return first.astimezone(UTC)  # the host may have meant the second of two
    return (first.astimezone(LONDON) + timedelta(days=days)).astimezone(UTC)


def _sessions(
    series_id: UUID,
    first: datetime,
    kinds: Sequence[PlannedSession],
    offsets: Iterable[int],
    first_number: int,
) -> Iterator[Session]:
    for number, (kind, offset) in enumerate(zip(kinds, offsets, strict=True), first_number):
        starts_at = days_later(first, offset)
        yield Session(
            session_id=derived(SESSIONS, series_id, number),
            kind=str(kind.kind),
            number=number,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=kind.duration_minutes),
        )
