"""A phase: who may be referred, in which areas, between which days."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, model_validator

from shared.programmes.areas import AreaGroup, Areas, UnknownAreaError
from shared.programmes.strict import Once, Some, Strict, Text
from shared.programmes.vocabulary import UNDISCLOSED, Circumstance


def _known_area(name: object, info: ValidationInfo) -> AreaGroup:
    areas: Areas = (info.context or {})["areas"]
    try:
        return areas.group(str(name))
    except UnknownAreaError as unknown:
        raise ValueError(str(unknown)) from unknown


Area = Annotated[
    AreaGroup, PlainValidator(_known_area), WithJsonSchema({"type": "string", "minLength": 1})
]
Years = Annotated[int, Field(ge=0, le=120)]


class Ages(Strict):
    """Ages in completed years on the day of the referral, both ends included."""

    youngest: Years | None = None
    oldest: Years | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Ages":
        if self.youngest is None and self.oldest is None:
            raise ValueError("the age range has no end; give youngest, oldest or both")
        if self.youngest is not None and self.oldest is not None and self.youngest > self.oldest:
            raise ValueError("youngest is above oldest; swap them or correct one")
        return self


class Phase(Strict):
    """Areas, days and a rule about the person; `last_day` is included, and none means open-ended.

    `title` names the areas and `who` the people in words that fit a sentence shown to the sender.
    """

    code: Annotated[str, Field(pattern=r"^f[1-9]$")]
    title: Text
    who: Text
    opens: date
    last_day: date | None = None
    areas: Annotated[tuple[Area, ...], Some]
    ages: Ages | None = None
    requires: Annotated[tuple[Circumstance, ...], Once] = ()
    requires_any: Annotated[tuple[Circumstance, ...], Once] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Phase":
        if self.last_day is not None and self.last_day < self.opens:
            raise ValueError("last_day is before opens; correct one of the two dates")
        return self

    @cached_property
    def covered(self) -> frozenset[str]:
        """GSS codes of the local authorities in this phase, current and former."""
        return frozenset[str]().union(*(group.members for group in self.areas))

    @cached_property
    def is_undisclosed(self) -> bool:
        """Whether the rule rests on a protected characteristic, so that no receipt may show it."""
        return not UNDISCLOSED.isdisjoint((*self.requires, *self.requires_any))

    def is_open(self, on: date) -> bool:
        """Whether referrals are taken on that day."""
        return self.opens <= on and (self.last_day is None or on <= self.last_day)

    def asks_the_same_as(self, other: "Phase") -> bool:
        """Whether both phases have one rule about the person."""
        return (
            self.ages == other.ages
            and set(self.requires) == set(other.requires)
            and set(self.requires_any) == set(other.requires_any)
        )


def first_overlap(phases: Sequence[Phase]) -> str | None:
    """The first two phases that ask the same, in one area, on one day, and how to mend it.

    Phases that ask different things may be open together: meeting either is enough.
    """
    for one, other in combinations(sorted(phases, key=lambda phase: phase.opens), 2):
        in_both = one.covered & other.covered
        if in_both and one.is_open(other.opens) and one.asks_the_same_as(other):
            return (
                f"{one.code} and {other.code} ask the same and are both open in {min(in_both)} "
                f"on {other.opens}; end {one.code} the day before or take that area out of one"
            )
    return None
