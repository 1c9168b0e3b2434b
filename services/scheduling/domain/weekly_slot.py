"""When the two of a match meet: in one part of the week, at the same time on the wall for good."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
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
    longest = max(session.duration_minutes for session in plan.sessions)
    first = first_meeting(when.slot, now, meetings.notice_days)
    first += timedelta(minutes=when.turn * longest)  # on the wall: the zone is London's
    last = plan.sessions[-1]
    kinds = tuple(islice(chain(plan.sessions, repeat(last)), meetings.count))
    return sessions_at(match_id, first, kinds, _offsets(kinds))


def first_meeting(slot: str, now: datetime, notice_days: int) -> datetime:
    """Return the first time in this part of the week that leaves so many days to prepare."""
    weekday, part = slot.split("-")
    earliest = now.astimezone(LONDON).date() + timedelta(days=notice_days)
    wait = (_DAYS.index(weekday) - earliest.weekday()) % _WEEK
    day = earliest + timedelta(days=wait)
    return datetime.combine(day, time(HOURS[part]), tzinfo=LONDON)


def _offsets(kinds: tuple[PlannedSession, ...]) -> Iterator[int]:
    """Yield the days from the first meeting on; each spacing is as many weeks as come nearest."""
    weeks = (max(1, round(kind.spacing_days / _WEEK)) for kind in kinds[1:])
    return accumulate((_WEEK * number for number in weeks), initial=0)
