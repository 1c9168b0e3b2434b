"""When an advocate visits somebody: on working days, at a time of the week that is theirs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Final
from uuid import UUID

from services.scheduling.domain.plan import LONDON
from services.scheduling.domain.series import Series, Session
from services.scheduling.domain.weekly_slot import WeeklyTime, time_in, weekly
from shared.local_day import local_day
from shared.programmes.support import SessionPlan, Visits

_WORKING_DAYS: Final = 5
"""In a week; so one of so many days in a row is the weekday of somebody's visits."""

_DAY: Final = timedelta(days=1)


def visits_of(
    referral_id: UUID, turn: int, after: int, now: datetime, plan: SessionPlan, visits: Visits
) -> tuple[Session, ...]:
    """Return the visits that are left after so many, all at the time of the week of ``turn``."""
    numbers = range(after + 1, visits.count + 1)
    if not numbers:
        return ()
    earliest = earliest_day(local_day(now), visits.first_within_working_days)
    return weekly(referral_id, time_of_turn(turn, visits), earliest, plan, numbers)


def time_of_turn(turn: int, visits: Visits) -> WeeklyTime:
    """Return a time of the week for each turn from 0 on: every slot once, then an hour later."""
    later, place = divmod(turn, len(visits.slots))
    return WeeklyTime(visits.slots[place], later)


def earliest_day(today: date, within_working_days: int) -> date:
    """Return from which day on any weekday comes within so many days from Monday to Friday."""
    return next(islice(_working_days_after(today), within_working_days - _WORKING_DAYS, None))


def moved(
    series: Series, turn: int, now: datetime, plan: SessionPlan, visits: Visits
) -> tuple[Series, tuple[Session, ...]]:
    """Return the series with the visits ahead at the time of ``turn``, and those that moved.

    A visit moves to the next such time, less than a week later, and never to an earlier one.
    """
    when = time_of_turn(turn, visits)
    ahead = {s.number: _at(when, s, plan) for s in series.ahead(now)}
    sessions = tuple(ahead.get(s.number, s) for s in series.sessions)
    changed = tuple(s for s in ahead.values() if s not in series.sessions)
    return replace(series, sessions=sessions).timed(), changed


def _at(when: WeeklyTime, session: Session, plan: SessionPlan) -> Session:
    planned = session.starts_at.astimezone(LONDON)
    times = (time_in(when, planned.date() + days * _DAY, plan) for days in count())
    starts_at = next(time for time in times if time >= planned).astimezone(UTC)
    lasts = session.ends_at - session.starts_at
    return replace(session, starts_at=starts_at, ends_at=starts_at + lasts)


def _working_days_after(today: date) -> Iterator[date]:
    days = (today + number * _DAY for number in count(1))
    return (day for day in days if day.weekday() < _WORKING_DAYS)
