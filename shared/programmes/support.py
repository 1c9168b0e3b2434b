"""What a programme offers: sizes, tracks, sessions, and the figures it is held to."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from shared.programmes.strict import Count, Once, Some, Strict, Text
from shared.programmes.vocabulary import (
    ClearanceKind,
    Measure,
    SchoolKind,
    SessionKind,
    YearGroups,
)

WeeklySlot = Annotated[
    str, Field(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)-(morning|afternoon|evening)$")
]
"""A part of a week, as people say when they have time."""

WorkingSlot = Annotated[str, Field(pattern=r"^(mon|tue|wed|thu|fri)-(morning|afternoon)$")]
"""A part of a working week."""


class Bounds(Strict):
    """People in one circle, pair, caseload or session; `capacity` is the whole programme's."""

    min_size: Count
    max_size: Count
    capacity: Count | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Bounds":
        if self.min_size > self.max_size:
            raise ValueError("min_size is above max_size; swap them or correct one")
        if self.capacity is not None and self.capacity < self.max_size:
            raise ValueError("capacity is below max_size; raise it or leave it out")
        return self


class Track(Strict):
    """A part of the programme that matching keeps apart."""

    code: Annotated[str, Field(pattern=r"^t[1-9]$")]
    title: Text
    graduates: Literal["any", "only", "none"]


class PlannedSession(Strict):
    """One session of the plan; `spacing_days` counts from the session before it."""

    kind: SessionKind
    duration_minutes: Annotated[int, Field(ge=15, le=480)]
    spacing_days: Annotated[int, Field(ge=0)]


class SessionPlan(Strict):
    """Sessions in this order, in any order, or in this order with the last one repeated."""

    order: Literal["fixed", "any", "last_repeats"]
    sessions: Annotated[tuple[PlannedSession, ...], Some]


class Target(Strict):
    """A figure that the source states: one to aim at, or a volume that was reached."""

    measure: Measure
    count: Count
    qualifier: Literal["exactly", "about", "more_than"]
    basis: Literal["target", "reached"]
    per: Literal["year", "programme"]


class Meetings(Strict):
    """When and where the two of a match meet, as far as nobody says otherwise.

    `count` meetings follow the session plan, whose last session is repeated; each spacing becomes
    the nearest number of whole weeks. The first is at least `notice_days` after the match, in a
    part of the week in which both have time, or in the `usual_slot` where none is known. `venue` is
    what a letter says: where a minor meets a mentor is for those who refer them to arrange.
    """

    count: Annotated[int, Field(ge=1, le=60)]
    notice_days: Annotated[int, Field(ge=1, le=60)]
    usual_slot: WeeklySlot
    venue: Annotated[str, Field(min_length=3, max_length=120)]


class Mentoring(Strict):
    """How young people and mentors are matched one to one.

    `every_days` is the batch window: how long people are gathered before a run over the whole
    region. `quality_floor` is the fit, of 1,000 points, below which nobody is proposed: a mentor is
    kept for somebody who fits. What both cost and bring is measured by `./inroads match tradeoff`.
    With `at_once` whoever comes between two runs is proposed a mentor as soon as one fits. One of
    `clearances` must be valid, in the young person's nation, while they are under 18.
    A run is `published` as soon as it is made, or `held`: then it proposes nothing until somebody
    who has reviewed it publishes it, within `review_within_hours` and before the next run.
    """

    every_days: Annotated[int, Field(ge=1, le=90)] = 1
    at_once: bool = False
    runs: Literal["published", "held"] = "published"
    review_within_hours: Annotated[int, Field(ge=1, le=720)] = 24
    answer_within_days: Annotated[int, Field(ge=1, le=90)] = 7
    proposals_at_once: Annotated[int, Field(ge=1, le=5)] = 1
    quality_floor: Annotated[int, Field(ge=0, le=1000)] = 0
    furthest_km: Annotated[int, Field(ge=0, le=500)] = 30
    clearances: Annotated[tuple[ClearanceKind, ...], Some]
    meetings: Meetings

    @model_validator(mode="after")
    def _nobody_passes_the_review_by(self) -> "Mentoring":
        if self.at_once and self.runs == "held":
            raise ValueError(
                "whoever is placed at once is reviewed by nobody; set at_once: false, or "
                "runs: published"
            )
        return self


class Visits(Strict):
    """When and where advocates visit the people on their caseloads.

    `count` visits follow the session plan, whose last session is repeated; each spacing becomes the
    nearest number of whole weeks. The first comes on one of the `first_within_working_days` next
    days from Monday to Friday, and leaves all but five of them to prepare. Each person has a time
    of the week of their own: one hour after the other from the beginning of the `slots`. After the
    last visit the person's part is summed up; their advocate stays until the support is ended.
    """

    count: Annotated[int, Field(ge=1, le=60)]
    first_within_working_days: Annotated[int, Field(ge=5, le=30)]
    slots: Annotated[tuple[WorkingSlot, ...], Some, Once]
    venue: Annotated[str, Field(min_length=3, max_length=120)]


class Caseload(Strict):
    """How advocates carry caseloads.

    An advocate whose contract ends within `handover_days` takes nobody new, and everybody whom they
    support is handed over by then. `called` is what letters call them.
    """

    called: Literal["advocate", "adviser"] = "advocate"
    handover_days: Annotated[int, Field(ge=1, le=180)] = 28
    visits: Visits


class Schools(Strict):
    """Which schools may ask for sessions, and who is answered first.

    Schools of a kind in `first` come before all others. What they may ask for stands in the session
    plan, for how many in `bounds`, and nobody asks further ahead than `ahead_days`. A plan over the
    whole programme is made every `every_days` while a school waits.
    """

    kinds: Annotated[tuple[SchoolKind, ...], Some, Once]
    first: Annotated[tuple[SchoolKind, ...], Once] = ()
    years: Annotated[tuple[YearGroups, ...], Some, Once]
    ahead_days: Annotated[int, Field(ge=1, le=730)] = 400
    every_days: Annotated[int, Field(ge=1, le=90)] = 1

    @model_validator(mode="after")
    def _first_are_among_them(self) -> "Schools":
        if not set(self.first) <= set(self.kinds):
            raise ValueError("a kind in first is not among kinds; add it there or take it out here")
        return self
