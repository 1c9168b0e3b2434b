"""Mentoring circles: jobseekers in groups around host employers' sessions (seeds 000 and 001)."""

from datetime import date
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
    Slot,
    Waiting,
)


class Jobseeker(Part):
    """Somebody who waits for a circle.

    ``balance`` says under which word they count for each balance cap, such as
    ``{"jobcentre": "j1"}``; ``declined`` are sessions never to be proposed to them again; ``seat``
    is the session in which they have a seat that must stay.
    """

    id: Identifier
    area: AreaCode
    track: Code
    waiting_since: date
    place: Place | None = None
    slots: tuple[Slot, ...] = ()
    interests: tuple[Code, ...] = ()
    balance: dict[Code, Code] = Field(default_factory=dict)
    declined: tuple[Identifier, ...] = ()
    seat: Identifier | None = None


class HostedSession(Part):
    """One circle that a host offers: place, weekly slot, and how many people make it whole."""

    id: Identifier
    host: Identifier
    area: AreaCode
    track: Code
    slot: Slot
    place: Place | None = None
    sector: Code | None = None
    seats_min: int = Field(4, ge=1, le=100)
    seats_max: int = Field(8, ge=1, le=100)


class BalanceCap(Part):
    """At most so many members of one circle may share a word, e.g. one jobcentre."""

    by: Code
    at_most: int = Field(ge=1)


class CirclesWeights(Part):
    """How much each part of the fit counts at most, in points."""

    place: Points = 150
    interest: Points = 100
    waiting: Waiting = Waiting()


class Circles(Problem):
    """Jobseekers, hosted sessions, and what makes a circle."""

    kind: Literal["circles"] = "circles"
    people: Annotated[tuple[Jobseeker, ...], Field(max_length=1_000_000)]
    sessions: Annotated[tuple[HostedSession, ...], Field(max_length=200_000)]
    furthest_metres: int = Field(30_000, ge=0)
    """Without both places, a person's area must be the session's."""

    caps: tuple[BalanceCap, ...] = ()
    weights: CirclesWeights = CirclesWeights()
