"""A programme: what it offers, and to whom, where and from when it is open."""

from functools import cached_property
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from shared.programmes.phase import Phase, first_overlap
from shared.programmes.strict import Count, Once, Some, Strict, Text, without_repeats
from shared.programmes.support import (
    Bounds,
    Caseload,
    Mentoring,
    Schools,
    SessionPlan,
    Target,
    Track,
)
from shared.programmes.vocabulary import Audience, Milestone, Outcome, Progress, Role, SupportKind


class Programme(Strict):
    """One programme. Only `code`, `rule` and track codes may go on the bus: the rest discloses.

    `load_programmes` builds it, because areas are looked up while a file is read.
    """

    code: Annotated[str, Field(pattern=r"^[a-z][2-9][a-z][2-9]$")]
    version: Count
    title: Text
    source: Text
    assumptions: tuple[Text, ...] = ()
    referrers: Annotated[tuple[Role, ...], Some, Once]
    audiences: Annotated[tuple[Audience, ...], Some, Once] = (Audience.PARTICIPANT,)
    phases: Annotated[tuple[Phase, ...], Some]
    support: SupportKind
    mentoring: Mentoring | None = None
    caseload: Caseload | None = None
    schools: Schools | None = None
    bounds: Bounds
    tracks: Annotated[tuple[Track, ...], Some]
    session_plan: SessionPlan
    outcomes: Annotated[tuple[Outcome, ...], Some, Once]
    progress: Annotated[tuple[Progress, ...], Once] = ()
    milestones: Annotated[tuple[Milestone, ...], Some, Once]
    targets: tuple[Target, ...] = ()

    @field_validator("phases")
    @classmethod
    def _phases_do_not_compete(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        without_repeats(tuple(phase.code for phase in phases))
        overlap = first_overlap(phases)
        if overlap:
            raise ValueError(overlap)
        return phases

    @field_validator("tracks")
    @classmethod
    def _everybody_has_one_track(cls, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
        without_repeats(tuple(track.code for track in tracks))
        if sorted(track.graduates for track in tracks) not in (["any"], ["none", "only"]):
            raise ValueError(
                "everybody needs exactly one track; have one with graduates: any, "
                "or one with only and one with none"
            )
        return tracks

    @model_validator(mode="after")
    def _says_how_pairs_are_matched(self) -> "Programme":
        if (self.support == SupportKind.ONE_TO_ONE) != (self.mentoring is not None):
            raise ValueError(
                "support: one_to_one and mentoring: belong together; add what is missing, or "
                "leave out mentoring"
            )
        return self

    @model_validator(mode="after")
    def _says_how_caseloads_are_carried(self) -> "Programme":
        if (self.support == SupportKind.CASELOAD) != (self.caseload is not None):
            raise ValueError(
                "support: caseload and caseload: belong together; add what is missing, or leave "
                "out caseload"
            )
        return self

    @model_validator(mode="after")
    def _says_which_schools_may_ask(self) -> "Programme":
        if (self.support == SupportKind.SCHOOL_SESSION) != (self.schools is not None):
            raise ValueError(
                "support: school_session and schools: belong together; add what is missing, or "
                "leave out schools"
            )
        return self

    @cached_property
    def rule(self) -> str:
        """The rule as receipts cite it: code and version."""
        return f"{self.code}@{self.version}"

    @property
    def has_circles(self) -> bool:
        """Whether people wait for a seat in a circle, and not for one who supports them."""
        return self.support == SupportKind.CIRCLE

    @cached_property
    def phases_by_area(self) -> dict[str, tuple[Phase, ...]]:
        """GSS code, current or former, to the phases that cover it, in file order."""
        index: dict[str, tuple[Phase, ...]] = {}
        for phase in self.phases:
            for code in phase.covered:
                index[code] = (*index.get(code, ()), phase)
        return index

    @cached_property
    def track_by_graduate(self) -> dict[bool, str]:
        """Whether a person is a graduate to the code of their track."""
        takes = {"any": (True, False), "only": (True,), "none": (False,)}
        return {flag: track.code for track in self.tracks for flag in takes[track.graduates]}

    def __repr__(self) -> str:
        # Titles and rules can disclose ethnicity, and a repr ends up in logs.
        return f"Programme({self.rule})"

    __str__ = __repr__
