"""What several commands read from what was typed, and say the same about."""

import re
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from shared.contracts.attributes import PATTERNS


def day(text: str) -> date:
    """Return a day. Raises ``ArgumentTypeError``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("give a day as YYYY-MM-DD, such as 2019-03-01") from None


def region(text: str) -> str:
    """Return the name of a region. Raises ``ArgumentTypeError``."""
    if not re.fullmatch(PATTERNS["region"], text):
        raise ArgumentTypeError("a region is named in small letters, such as london")
    return text


def judged_at(on: date | None) -> datetime:
    """Return when to judge as if it were sent: at noon of that day, or now."""
    if on is None:
        return datetime.now(UTC)
    return datetime.combine(on, time(12), ZoneInfo("Europe/London"))
