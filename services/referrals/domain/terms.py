"""What the front door looks up of a programme, worked out once and not per referral."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.referrals.domain.referral import Track
from shared.programmes.model import Programme


@dataclass(frozen=True, slots=True)
class Terms:
    """One programme's terms: its rule's name, sizes, tracks and the outcomes it counts."""

    programme: Programme
    rule: str
    seats_min: int
    seats_max: int
    tracks: frozenset[Track]
    outcome_kinds: frozenset[str]

    @property
    def matches_by_profile(self) -> bool:
        """Whether needs decide about a match: who fits, or how much of a caseload it takes."""
        return self.programme.support in ("one_to_one", "caseload")

    def track_of(self, *, graduate: bool) -> Track:
        """Return the track that keeps graduates apart, where the programme has one."""
        return "graduates" if graduate and "graduates" in self.tracks else "general"


TermsByCode = Mapping[str, Terms]


def terms_by_code(programmes: Iterable[Programme]) -> TermsByCode:
    """Return the terms of every programme by its code."""
    return {programme.code: _terms(programme) for programme in programmes}


def _terms(programme: Programme) -> Terms:
    return Terms(
        programme=programme,
        rule=programme.rule,
        seats_min=programme.bounds.min_size,
        seats_max=programme.bounds.max_size,
        tracks=frozenset(
            "graduates" if track.graduates == "only" else "general" for track in programme.tracks
        ),
        outcome_kinds=frozenset(map(str, (*programme.outcomes, *programme.progress))),
    )
