"""When two people meet for months: in one part of the week, always at one time on the wall."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import accumulate, chain, islice, repeat
from typing import Final, NamedTuple
from uuid import UUID

from services.scheduling.domain.plan import LONDON, sessions_at
from services.scheduling.domain.series import Session
from shared.programmes.support import Meetings, PlannedSession, SessionPlan

HOURS: Final = {"morning": 10, "afternoon": 16, "evening": 18}
"""The hour at which a meeting begins. Pupils are at school until the afternoon is nearly over."""

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK: Final = 7


class WeeklyTime(NamedTuple):
    """A part of the week, such as ``tue-evening``, and which of a mentor's meetings in it."""

    slot: str
    turn: int = 0


def meetings_of(
    match_id: UUID, when: WeeklyTime, now: datetime, plan: SessionPlan, meetings: Meetings
) -> tuple[Session, ...]:
    """Return the meetings of a match, all at this time of the week."""
    earliest = _after_notice(now, meetings.notice_days)
    return weekly(match_id, when, earliest, plan, range(1, meetings.count + 1))


def weekly(
    series_id: UUID, when: WeeklyTime, earliest: date, plan: SessionPlan, numbers: range
) -> tuple[Session, ...]:
    """Return the sessions of these numbers at this time of the week; the plan's last is repeated.

    The first is in the week that begins with ``earliest``.
    """
    endless = chain(plan.sessions, repeat(plan.sessions[-1]))
    kinds = tuple(islice(endless, numbers.start - 1, numbers.stop - 1))
    first = time_in(when, earliest, plan)
    return sessions_at(series_id, first, kinds, _offsets(kinds), numbers.start)


def time_in(when: WeeklyTime, earliest: date, plan: SessionPlan) -> datetime:
    """Return this time of the week, in the week that begins with ``earliest``."""
    longest = max(session.duration_minutes for session in plan.sessions)
    # On the wall: the zone is London's.
    return _first_in(when.slot, earliest) + timedelta(minutes=when.turn * longest)


def first_meeting(slot: str, now: datetime, notice_days: int) -> datetime:
    """Return the first time in this part of the week that leaves so many days to prepare."""
    return _first_in(slot, _after_notice(now, notice_days))


def _after_notice(now: datetime, days: int) -> date:
    return now.astimezone(LONDON).date() + timedelta(days=days)


def _first_in(slot: str, earliest: date) -> datetime:
    weekday, part = slot.split("-")
    wait = (_DAYS.index(weekday) - earliest.weekday()) % _WEEK
    day = earliest + timedelta(days=wait)
    return datetime.combine(day, time(HOURS[part]), tzinfo=LONDON)


def _offsets(kinds: tuple[PlannedSession, ...]) -> Iterator[int]:
    """Yield the days from the first meeting on; each spacing is as many weeks as come nearest."""
    weeks = (max(1, round(kind.spacing_days / _WEEK)) for kind in kinds[1:])
    return accumulate((_WEEK * number for number in weeks), initial=0)
