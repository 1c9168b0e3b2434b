"""When a reminder goes out: the day before, by the wall clock, at an hour when people are up."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_LONDON: Final = ZoneInfo("Europe/London")
_EARLIEST, _LATEST = time(9), time(19)
_TOO_SOON: Final = timedelta(hours=12)


def reminder_at(starts_at: datetime) -> datetime:
    """Return the session's own hour on the day before, kept between 9am and 7pm in London."""
    local = starts_at.astimezone(_LONDON)
    hour = min(max(local.time(), _EARLIEST), _LATEST)
    return datetime.combine(local.date() - timedelta(days=1), hour, _LONDON)


def is_worth_reminding(starts_at: datetime, now: datetime) -> bool:
    """Say whether a reminder would come long enough after the invitation to be of use."""
    return reminder_at(starts_at) - now >= _TOO_SOON
