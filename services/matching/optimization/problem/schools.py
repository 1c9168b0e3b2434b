"""Support for schools: their requests, and the employers and advisers who answer (seed 003)."""

from typing import Annotated, Literal

from pydantic import Field

from services.matching.optimization.problem.parts import (
    AreaCode,
    Code,
    Identifier,
    Part,
    Place,
    Points,
    Problem,
)


class SchoolRequest(Part):
    """One session that a school asks for, in one week. A Pupil Referral Unit comes first.

    ``answered_by`` is who comes already: they may change, and the request stays answered.
    """

    id: Identifier
    school: Identifier
    kind: Code
    week: int = Field(ge=0, le=520)
    area: AreaCode
    place: Place | None = None
    pupil_referral_unit: bool = False
    sectors: tuple[Code, ...] = ()
    declined: tuple[Identifier, ...] = ()
    answered_by: Identifier | None = None


class Supplier(Part):
    """An employer or adviser: which kinds of session, where, and how many a week."""

    id: Identifier
    kinds: tuple[Code, ...]
    areas: tuple[AreaCode, ...]
    per_week: int = Field(1, ge=0, le=100)
    in_all: int | None = Field(None, ge=0)
    place: Place | None = None
    sector: Code | None = None
    weeks_off: tuple[int, ...] = ()


class SchoolsWeights(Part):
    """What counts, in points."""

    base: Points = 1000
    pupil_referral_unit: Points = 2000
    place: Points = 150
    sector: Points = 100
    answered: Points = 10_000
    stays: Points = 200


class Schools(Problem):
    """Requests, suppliers, and what counts."""

    kind: Literal["schools"] = "schools"
    people: Annotated[tuple[SchoolRequest, ...], Field(max_length=200_000)]
    """The requests: one word for whoever is to be placed, in every kind of problem."""

    suppliers: Annotated[tuple[Supplier, ...], Field(max_length=20_000)]
    furthest_metres: int = Field(60_000, ge=0)
    weights: SchoolsWeights = SchoolsWeights()
