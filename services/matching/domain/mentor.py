"""A mentor: what they have done to be allowed to help, and whom their places are held for."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.matching.domain.clearance import Clearance, day_after, nation_of

Status = Literal["applied", "profile_complete", "trained", "deployed", "matched", "paused", "left"]


@dataclass(frozen=True, slots=True)
class Held:
    """A mentor's place, held for one young person: proposed first, then made a match.

    ``adult_on`` is the first day on which they are surely 18; ``None`` if that is not known, and
    then they are protected like a minor. ``slot`` is a part of the week in which both have time,
    if the mentor has one free, and ``turn`` which of the mentor's meetings in it is theirs, from 0.
    """

    match_id: UUID
    referral_id: UUID
    person_id: UUID
    area: str
    adult_on: date | None
    is_made: bool = False
    slot: str | None = None
    turn: int = 0

    def needs_protection(self, today: date) -> bool:
        """Return whether a clearance must be valid for them today."""
        return self.adult_on is None or today < self.adult_on


@dataclass(frozen=True, slots=True)
class Mentor:
    """One mentor of one programme, as one row: what may be, is decided under its lock.

    ``clearances`` are those whose kind counts for the programme. A place is held from the moment of
    the proposal, so that no two young people can be promised the same one; ``taken`` counts them.
    ``due_at`` is when a clearance that somebody's safety hangs on is over.
    """

    mentor_id: UUID
    person_id: UUID
    programme: str
    area: str
    capacity: int
    youngest: int
    oldest: int
    profile_completed: bool = False
    trained: bool = False
    paused: bool = False
    has_left: bool = False
    clearances: tuple[Clearance, ...] = ()
    held: tuple[Held, ...] = ()
    taken: int = 0
    due_at: datetime | None = None

    @property
    def status(self) -> Status:
        """How far the mentor is, in one word."""
        if self.has_left:
            return "left"
        if self.paused:
            return "paused"
        if any(held.is_made for held in self.held):
            return "matched"
        if not self.profile_completed:
            return "applied"
        return "deployed" if self.trained else "profile_complete"

    @property
    def free_places(self) -> int:
        """How many more young people could be proposed: never below zero."""
        return max(self.capacity - self.taken, 0)

    def may_meet(self, held: Held, today: date) -> bool:
        """Return whether this mentor may meet this young person one to one today."""
        if not held.needs_protection(today):
            return True
        nation = nation_of(held.area)
        return any(clearance.protects(nation, today) for clearance in self.clearances)

    def holding(self, match_id: UUID) -> Held | None:
        """Return the place held under this match."""
        return next((held for held in self.held if held.match_id == match_id), None)

    def corrected(self, said: "Mentor") -> "Mentor":
        """Return this mentor with what their organization says now; who left is back."""
        return replace(
            self,
            area=said.area,
            capacity=said.capacity,
            youngest=said.youngest,
            oldest=said.oldest,
            has_left=False,
        )

    def with_held(self, held: tuple[Held, ...], today: date) -> "Mentor":
        """Return the mentor with exactly these places held, and when to look again."""
        due = [self._protected_until(one, today) for one in held if one.needs_protection(today)]
        due_at = min((day_after(day) for day in due if day is not None), default=None)
        return replace(self, held=held, taken=len(held), due_at=due_at)

    def _protected_until(self, held: Held, today: date) -> date | None:
        nation = nation_of(held.area)
        valid = (c.recheck_by for c in self.clearances if c.protects(nation, today))
        return max(valid, default=None)
