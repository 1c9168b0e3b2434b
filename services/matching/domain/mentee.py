"""A young person who waits for a mentor: what is proposed to them, and whose they are."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

Track = Literal["general", "graduates"]
Status = Literal["waiting", "agreed", "matched", "finished", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mentor's place that is held for this young person until ``expires_at``."""

    match_id: UUID
    mentor_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Mentee:
    """One referral to a programme of mentors, as one row: who they belong to is decided here.

    ``match`` is the proposal that was accepted first: ``agreed`` until the mentor's row has made it
    a match. ``declined`` are mentors who are never proposed again.
    """

    referral_id: UUID
    person_id: UUID
    programme: str
    area: str
    track: Track
    waiting_since: datetime
    status: Status = "waiting"
    proposals: tuple[Proposal, ...] = ()
    match: Proposal | None = None
    declined: tuple[UUID, ...] = ()
    due_at: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Whether they wait for a mentor or have one."""
        return self.status in ("waiting", "agreed", "matched")

    @property
    def everything_open(self) -> tuple[Proposal, ...]:
        """All proposals that hold a mentor's place, the accepted one included."""
        return (*self.proposals, *((self.match,) if self.match else ()))

    def proposal(self, match_id: UUID) -> Proposal | None:
        """Return the open proposal with this id."""
        return next((p for p in self.proposals if p.match_id == match_id), None)

    def has(self, match_id: UUID) -> bool:
        """Return whether this is the match that was accepted."""
        return self.match is not None and self.match.match_id == match_id

    def with_proposals(self, proposals: tuple[Proposal, ...]) -> "Mentee":
        """Return them with exactly these open proposals, and when the first of them expires."""
        due_at = min((p.expires_at for p in proposals), default=None)
        return replace(self, proposals=proposals, due_at=due_at)

    def without(self, match_id: UUID) -> "Mentee":
        """Return them without this open proposal."""
        return self.with_proposals(tuple(p for p in self.proposals if p.match_id != match_id))

    def declining(self, mentor_id: UUID) -> "Mentee":
        """Return them as somebody to whom this mentor is never proposed again."""
        return replace(self, declined=tuple(dict.fromkeys((*self.declined, mentor_id))))

    def waiting_again(self) -> "Mentee":
        """Return them without a match, waiting since they first did: nobody loses their turn."""
        return replace(self, status="waiting", match=None)
