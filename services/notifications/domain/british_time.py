"""Dates and times as the GOV.UK style guide writes them, on London's clocks."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
_WORDS: Final = {(0, 0): "midnight", (12, 0): "midday"}


def day_of(moment: datetime) -> str:
    """Return such as ``Tuesday 14 April 2026``."""
    local = moment.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B %Y}"


def time_of(moment: datetime) -> str:
    """Return such as ``2pm``, ``9:30am`` or ``midday``."""
    local = moment.astimezone(LONDON)
    minutes = f":{local.minute:02}" if local.minute else ""
    hour = f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004
    return _WORDS.get((local.hour, local.minute), hour)
