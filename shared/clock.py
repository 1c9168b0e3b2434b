"""What time it is: asked of a clock that is handed in, so that a simulation can hand in its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands still until told to move, and never moves backwards."""

    def __init__(self, start: datetime) -> None:
        """Start at an aware datetime; ValueError for a naive one."""
        self._now = _in_utc(start)

    def now(self) -> datetime:
        """The moment at which the clock stands."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to a moment; ValueError when it lies before the present one."""
        moment = _in_utc(moment)
        if moment < self._now:
            raise ValueError(
                f"the clock stands at {self._now.isoformat()} and cannot go back to"
                f" {moment.isoformat()}; start a new clock for an earlier time"
            )
        self._now = moment

    def advance(self, by: timedelta) -> datetime:
        """Move forward by a duration and return the new time; ValueError when it is negative."""
        self.set(self._now + by)
        return self._now


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a clock needs a time with a zone; add tzinfo=datetime.UTC to it")
    return moment.astimezone(UTC)
