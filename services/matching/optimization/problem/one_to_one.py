"""One to one, and one to few: young people and mentors (seed 002)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.matching.optimization.problem.parts import (
    Code,
    FewOptions,
    Identifier,
    Language,
    Part,
    Place,
    Points,
    Problem,
    Slot,
    Waiting,
)


class Clearance(Part):
    """One check of a mentor: which, by the rules of which nation, from when to when."""

    kind: Code
    nation: Literal["england", "wales", "scotland", "northern_ireland"] = "england"
    checked: date
    recheck_by: date


class Held(Part):
    """A match from before the run: an accepted one is never broken, a proposed one may be."""

    mentor: Identifier
    state: Literal["proposed", "accepted"]


class YoungPerson(Part):
    """Somebody who waits for a mentor.

    ``relates_to`` is only what they chose to say about whom they could relate to. ``conflicts`` are
    mentors never to be proposed: kin, a teacher, somebody who declined them or whom they declined.
    """

    id: Identifier
    born: date
    waiting_since: date
    place: Place | None = None
    remote: bool = False
    nation: Literal["england", "wales", "scotland", "northern_ireland"] = "england"
    languages: tuple[Language, ...] = ("en",)
    slots: tuple[Slot, ...] = ()
    interests: tuple[Code, ...] = ()
    relates_to: tuple[Code, ...] = ()
    barriers: tuple[Code, ...] = ()
    conflicts: tuple[Identifier, ...] = ()
    held: Held | None = None


class Mentor(Part):
    """Somebody who helps: how many at once, whom, where and when.

    ``backgrounds`` and ``overcame`` are what they chose to say of themselves.
    """

    id: Identifier
    capacity: int = Field(1, ge=0, le=50)
    youngest: int = Field(11, ge=0, le=120)
    oldest: int = Field(25, ge=0, le=120)
    place: Place | None = None
    remote: bool = False
    languages: tuple[Language, ...] = ("en",)
    slots: tuple[Slot, ...] = ()
    sector: Code | None = None
    backgrounds: tuple[Code, ...] = ()
    overcame: tuple[Code, ...] = ()
    profile_complete: bool = False
    trained: bool = False
    paused: bool = False
    clearances: tuple[Clearance, ...] = ()


class MentoringRules(Part):
    """What must hold for any pair; ages are in completed years, both ends included."""

    youngest: int = 11
    oldest: int = 25
    furthest_metres: int = Field(30_000, ge=0)
    clearances_for_minors: tuple[Code, ...] = ("enhanced_with_barred_list",)
    """Any one of these, valid on the day and in the young person's nation, for under-18s."""

    least_fit: Points = 0
    """The quality floor: two whose fit has fewer points are not matched, not even for want of
    anybody else. Nobody's fit is below 0."""


class MentoringWeights(Part):
    """How much each part of a pair's fit counts at most, in points."""

    background: Points = 350
    sector: Points = 250
    neighboring_sector: Points = 120
    place: Points = 150
    barriers: Points = 150
    availability: Points = 100
    stickiness: Points = 25
    """For a pair that is proposed already: proposals do not flutter from run to run."""

    waiting: Waiting = Waiting()
    few_options: FewOptions = FewOptions()


class OneToOne(Problem):
    """Young people, mentors, and what makes a good pair."""

    kind: Literal["one_to_one"] = "one_to_one"
    people: Annotated[tuple[YoungPerson, ...], Field(max_length=1_000_000)]
    mentors: Annotated[tuple[Mentor, ...], Field(max_length=1_000_000)]
    rules: MentoringRules = MentoringRules()
    weights: MentoringWeights = MentoringWeights()
    neighboring_sectors: tuple[tuple[Code, Code], ...] = ()
    """Pairs of sectors that are close; either order."""
