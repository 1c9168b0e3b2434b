"""What placing somebody is worth, whoever it is with, in words and points."""

from datetime import date
from typing import Protocol

from services.matching.optimization.problem.parts import Waiting


class Waits(Protocol):
    """Somebody who waits."""

    @property
    def waiting_since(self) -> date:
        """The day since when."""


def waiting_parts(waiting: Waiting, as_of: date, person: Waits) -> dict[str, int]:
    """The points for anybody, and those for the days waited, by the words for them."""
    days = max(0, (as_of - person.waiting_since).days)
    counted = waiting.days(person.waiting_since, as_of)
    longest = f", of which {counted:,} count" if counted < days else ""
    waited = f"{days:,} day{'' if days == 1 else 's'} of waiting{longest}"
    return {"anybody": waiting.base, waited: waiting.per_day * counted}
