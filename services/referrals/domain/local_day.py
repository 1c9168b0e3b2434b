"""Which day it is where the jobcentres are: dates in rules mean London's calendar, not UTC's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")


def local_day(now: datetime) -> date:
    """Return the calendar day in London at an aware instant."""
    return now.astimezone(_LONDON).date()
