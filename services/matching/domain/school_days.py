"""When somebody can come to a school: months of the calendar, and days that both have."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Days from the first to the last, both included; ``None`` if no end is known."""

    first: date
    last: date | None

    def within(self, other: "Span") -> "Span":
        """Return the days that both have; the last may then be before the first."""
        lasts = [last for last in (self.last, other.last) if last is not None]
        return Span(max(self.first, other.first), min(lasts, default=None))

    @property
    def is_empty(self) -> bool:
        """Whether there is no such day."""
        return self.last is not None and self.last < self.first


def month_of(day: date) -> date:
    """Return the first day of the month, by which a month is known."""
    return day.replace(day=1)


def month_end(month: date) -> date:
    """Return the last day of a month."""
    return month_of(month + timedelta(days=31)) - timedelta(days=1)


def days_of(month: date) -> Span:
    """Return all days of a month."""
    return Span(month, month_end(month))


def months_of(span: Span) -> Iterator[date]:
    """Yield the months that have a day of a span whose end is known, soonest first."""
    month = month_of(span.first)
    while span.last is not None and month <= span.last and not span.is_empty:
        yield month
        month = month_of(month + timedelta(days=31))
