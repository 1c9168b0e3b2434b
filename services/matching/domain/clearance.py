"""Clearances: who may be alone with somebody under 18, in which nation, from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from shared.local_day import LONDON
from shared.programmes.ages import surely_from

Nation = Literal["england", "wales", "scotland", "northern_ireland"]

_NATIONS: Final[dict[str, Nation]] = {
    "E": "england",
    "W": "wales",
    "S": "scotland",
    "N": "northern_ireland",
}
_OF_AGE: Final = 18


@dataclass(frozen=True, slots=True)
class Clearance:
    """One check that counts for the programme; valid on both days and on those between."""

    kind: str
    issuer: str
    nation: Nation
    checked_on: date
    recheck_by: date

    def protects(self, nation: str, today: date) -> bool:
        """Return whether a minor in this nation may be met on the strength of it."""
        return self.nation == nation and self.checked_on <= today <= self.recheck_by


def nation_of(area: str) -> Nation:
    """Return the nation of a local authority, by the first letter of its GSS code."""
    return _NATIONS[area[0]]


def day_after(day: date) -> datetime:
    """Return the instant at which the day after this one begins in London."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)


def adult_from(birth_month: str | None) -> date | None:
    """Return the first day on which somebody is surely 18; ``None`` when that is not known.

    Only the month of birth is known: until it has passed, they count as a minor.
    """
    if birth_month is None:
        return None
    return surely_from(birth_month, _OF_AGE)
