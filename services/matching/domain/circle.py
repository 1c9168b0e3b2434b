"""A circle: a host employer's offer, and who has a seat at it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

Status = Literal["forming", "confirmed"]


@dataclass(frozen=True, slots=True)
class Participant:
    """One referral in a pool, waiting or in a circle. The lowest ``rank`` gets the next seat.

    ``since`` is when this wait began; ``declined`` are circles never to be proposed to them again.
    """

    referral_id: UUID
    person_id: UUID
    since: datetime
    rank: int
    declined: tuple[UUID, ...] = ()

    def ranked(self, rank: int) -> "Participant":
        """Return them with this place in the queue."""
        return Participant(self.referral_id, self.person_id, self.since, rank, self.declined)

    def declining(self, circle_id: UUID) -> "Participant":
        """Return them as somebody who is never proposed this circle again."""
        return replace(self, declined=tuple(dict.fromkeys((*self.declined, circle_id))))


@dataclass(frozen=True, slots=True)
class Circle:
    """Seats around one offer; ``members`` in the order in which they joined.

    ``over_at`` is when its last session has ended: until then a member can still leave it.
    """

    circle_id: UUID
    offer_id: UUID
    host: str
    venue: str
    seats_min: int
    seats_max: int
    first_session_at: datetime
    confirm_by: datetime
    over_at: datetime
    status: Status = "forming"
    members: tuple[Participant, ...] = ()

    @property
    def free_seats(self) -> int:
        """How many more people it could seat."""
        return self.seats_max - len(self.members)

    @property
    def is_forming(self) -> bool:
        """Whether it still has to be confirmed or cancelled."""
        return self.status == "forming"

    @property
    def has_enough(self) -> bool:
        """Whether it may be held."""
        return len(self.members) >= self.seats_min

    @property
    def due_at(self) -> datetime:
        """When time alone changes it next: decided while forming, forgotten when confirmed."""
        return self.confirm_by if self.is_forming else self.over_at

    def has_started(self, now: datetime) -> bool:
        """Whether its first session has begun; nobody joins from then on."""
        return now >= self.first_session_at

    def member(self, referral_id: UUID) -> Participant | None:
        """Return who sits here under this referral."""
        return next((m for m in self.members if m.referral_id == referral_id), None)

    def joined_by(self, newcomers: tuple[Participant, ...]) -> "Circle":
        """Return it with these people seated after the others."""
        return replace(self, members=self.members + newcomers)

    def left_by(self, member: Participant) -> "Circle":
        """Return it with this member's seat free."""
        return replace(self, members=tuple(m for m in self.members if m is not member))

    def replacing(self, member: Participant) -> "Circle":
        """Return it with this newer version of a member, in the same place."""
        known = {m.referral_id: m for m in self.members} | {member.referral_id: member}
        return replace(self, members=tuple(known.values()))

    def confirmed(self) -> "Circle":
        """Return it as one that will meet."""
        return replace(self, status="confirmed")
