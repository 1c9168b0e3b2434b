"""Words that all kinds of problems share: ids, places, slots of a week, and strictness."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Opaque: a random id or a code, never a name."""

Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
AreaCode = Annotated[str, Field(pattern=r"^[A-Z][0-9]{8}$")]
"""A code of the Office for National Statistics, such as E08000025 (Birmingham)."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""ISO 639."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES: Final = ("morning", "afternoon", "evening")
SLOTS: Final = tuple(f"{day}-{time}" for day in DAYS for time in TIMES)
"""The 21 slots of a week."""

Slot = Annotated[
    str, Field(pattern=rf"^({'|'.join(DAYS)})-({'|'.join(TIMES)})$", examples=["tue-evening"])
]
Points = Annotated[int, Field(ge=0, le=100_000)]


class Part(BaseModel):
    """A part of a problem. What is not in the format is refused, so that no wish is lost unseen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Part):
    """Where somebody is, on the British National Grid (EPSG:27700), in metres."""

    easting: int = Field(ge=0, le=700_000)
    northing: int = Field(ge=0, le=1_300_000)

    def squared_metres_to(self, other: "Place") -> int:
        """The square of the straight distance, which needs no root and no rounding."""
        return (self.easting - other.easting) ** 2 + (self.northing - other.northing) ** 2


class Waiting(Part):
    """What it is worth to place somebody at all, in points: ``base``, and more by waiting time.

    Waiting decides *whether* somebody is placed, never *with whom*: it is the same everywhere.
    """

    base: Points = 1000
    per_day: Points = 2
    days_at_most: int = Field(180, ge=0, le=3650)

    def days(self, since: date, as_of: date) -> int:
        """The days that count as waited, none before somebody waits at all."""
        return min(max((as_of - since).days, 0), self.days_at_most)

    def points(self, since: date, as_of: date) -> int:
        """What it is worth to place somebody who has waited since then."""
        return self.base + self.per_day * self.days(since, as_of)


class FewOptions(Part):
    """A bonus for people whom few can help. It looks at no characteristic, only at the options.

    Fewer than ``few`` eligible suppliers earn ``bonus`` points, fewer than ``some`` half of it.
    """

    bonus: Points = 1200
    few: int = Field(5, ge=0)
    some: int = Field(15, ge=0)


class Problem(Part):
    """What every kind of problem begins with."""

    format: Literal["inroads-match/1"] = "inroads-match/1"
    as_of: date
    """The day for which ages, waiting times, clearances and contracts are judged."""

    seed: int = Field(0, ge=0, lt=1 << 63)
    """Breaks ties and draws lotteries; recorded in the solution."""
