"""Which day it is where the jobcentres are: dates in rules mean London's calendar, not UTC's."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def local_day(now: datetime) -> date:
    """Return the calendar day in London at an aware instant."""
    return now.astimezone(LONDON).date()
