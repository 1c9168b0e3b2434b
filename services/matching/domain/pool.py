"""A pool: everybody and everything that competes for the same seats, as one row."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nsmallest
from operator import attrgetter
from typing import Literal
from uuid import UUID

from services.matching.domain.circle import Circle, Participant

Track = Literal["general", "graduates"]

_by_referral = attrgetter("referral_id")
_by_rank = attrgetter("rank")


def pool_id(programme: str, area: str, track: str) -> str:
    """Return the name of the pool in which these people and offers meet."""
    return f"{programme}|{area}|{track}"


@dataclass(frozen=True, slots=True)
class Pool:
    """The waiting list and the circles of one programme, area and track.

    A seat cannot be oversold: whatever competes for it is in this one row, which is locked while it
    is decided about, and the table refuses a circle with more members than seats. Tracks never mix,
    because a circle is filled from its own pool only.

    ``waiting`` is sorted by ``referral_id``, so that one person is found among thousands without a
    look at the others; who is next says ``rank``. ``last_rank`` is the rank at the back.
    """

    pool_id: str
    programme: str
    area: str
    track: Track
    waiting: tuple[Participant, ...] = ()
    circles: tuple[Circle, ...] = ()
    last_rank: int = 0
    seats: int = 0
    seats_taken: int = 0
    due_at: datetime | None = None

    def __contains__(self, referral_id: UUID) -> bool:
        """Say whether the referral waits here or has a seat here."""
        return self.waiter(referral_id) is not None or self.circle_with(referral_id) is not None

    def waiter(self, referral_id: UUID) -> Participant | None:
        """Return who waits here under this referral."""
        at = self._place(referral_id)
        found = self.waiting[at] if at < len(self.waiting) else None
        return found if found and found.referral_id == referral_id else None

    def circle(self, circle_id: UUID) -> Circle | None:
        """Return the circle, unless it was cancelled or forgotten."""
        return next((c for c in self.circles if c.circle_id == circle_id), None)

    def circle_with(self, referral_id: UUID) -> Circle | None:
        """Return the circle in which this referral has a seat."""
        return next((c for c in self.circles if c.member(referral_id)), None)

    def open_circles(self, now: datetime) -> list[Circle]:
        """Return the circles that can still be joined and have a free seat, soonest start first."""
        free = [c for c in self.circles if c.free_seats > 0 and not c.has_started(now)]
        return sorted(free, key=attrgetter("first_session_at"))

    def next_for(self, circle: Circle) -> tuple[Participant, ...]:
        """Return who gets its free seats: the longest waiting who did not decline it."""
        willing = (p for p in self.waiting if circle.circle_id not in p.declined)
        return tuple(nsmallest(circle.free_seats, willing, key=_by_rank))

    def queued(self, participant: Participant) -> "Pool":
        """Return the pool with this person at the back of the waiting list."""
        rank = self.last_rank + 1
        waiting = self._waiting_with(participant.ranked(rank))
        return replace(self, waiting=waiting, last_rank=rank)

    def queued_in_front(self, participants: tuple[Participant, ...]) -> "Pool":
        """Return the pool with these people in front of everybody who waits, in this order."""
        first = min(map(_by_rank, self.waiting), default=self.last_rank + 1) - len(participants)
        pool = self
        for rank, participant in enumerate(participants, start=first):
            pool = pool.with_waiter(participant.ranked(rank))
        return pool

    def without(self, waiter: Participant) -> "Pool":
        """Return the pool with this person no longer waiting."""
        at = self._place(waiter.referral_id)
        return replace(self, waiting=self.waiting[:at] + self.waiting[at + 1 :])

    def with_waiter(self, waiter: Participant) -> "Pool":
        """Return the pool with this person waiting, in place of an older version of them."""
        return replace(self, waiting=self._waiting_with(waiter))

    def with_circle(self, circle: Circle) -> "Pool":
        """Return the pool with this circle, in place of its older version if there is one."""
        newest = {c.circle_id: c for c in self.circles} | {circle.circle_id: circle}
        return self.with_circles(tuple(newest.values()))

    def without_circles(self, ids: frozenset[UUID]) -> "Pool":
        """Return the pool without these circles."""
        return self.with_circles(tuple(c for c in self.circles if c.circle_id not in ids))

    def with_circles(self, circles: tuple[Circle, ...]) -> "Pool":
        """Return the pool with exactly these circles, its seats counted, and when to look again."""
        return replace(
            self,
            circles=circles,
            seats=sum(c.seats_max for c in circles),
            seats_taken=sum(len(c.members) for c in circles),
            due_at=min((c.due_at for c in circles), default=None),
        )

    def _waiting_with(self, waiter: Participant) -> tuple[Participant, ...]:
        at = self._place(waiter.referral_id)
        after = at + 1 if self.waiter(waiter.referral_id) else at
        return (*self.waiting[:at], waiter, *self.waiting[after:])

    def _place(self, referral_id: UUID) -> int:
        return bisect_left(self.waiting, referral_id, key=_by_referral)
