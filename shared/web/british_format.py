"""Numbers, shares and dates as British readers write them (GOV.UK style guide)."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

_LONDON: Final = ZoneInfo("Europe/London")
_NOON: Final = 12


def number(count: int) -> str:
    """Return such as ``12,000``."""
    return f"{count:,}"


def month(day: date) -> str:
    """Return such as ``April 2026``."""
    return f"{day:%B %Y}"


def day(when: date) -> str:
    """Return such as ``4 January 2027``."""
    return f"{when.day} {when:%B %Y}"


def moment(instant: datetime) -> str:
    """Return such as ``9:05am on 4 January 2027``, on London's clocks."""
    local = instant.astimezone(_LONDON)
    minutes = f":{local.minute:02}" if local.minute else ""
    half = "am" if local.hour < _NOON else "pm"
    return f"{local.hour % _NOON or _NOON}{minutes}{half} on {day(local)}"
