"""Circles: no seat is sold twice, nobody sits in two circles, graduates stay among themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from shared.contracts.matching import (
    CircleConfirmed,
    CircleFormed,
    MemberJoined,
    MemberLeft,
)
from shared.contracts.referrals import ReferralAccepted, ReferralMoved
from shared.contracts.streams import Stream
from shared.testing.simulation.history import History

MATCHING = "matching"


@dataclass(slots=True)
class Seats:
    """Who sits where, as matching's commits tell it, fact by fact."""

    most: dict[UUID, int] = field(default_factory=dict)
    members: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    pool_of: dict[UUID, tuple[str, str, str]] = field(default_factory=dict)
    meets_from: dict[UUID, datetime] = field(default_factory=dict)

    def enter(self, fact: object) -> None:
        """Take note of one fact."""
        if isinstance(fact, CircleFormed):
            self.most[fact.circle_id] = fact.seats_max
            self.pool_of[fact.circle_id] = fact.programme, fact.area, fact.track
        elif isinstance(fact, MemberJoined):
            self.members[fact.circle_id].add(fact.referral_id)
        elif isinstance(fact, MemberLeft):
            self.members[fact.circle_id].discard(fact.referral_id)
        elif isinstance(fact, CircleConfirmed):
            self.meets_from[fact.circle_id] = fact.first_session_at

    def forget_what_began_before(self, moment: datetime) -> None:
        """A circle whose sessions are over has no seats to give up any more."""
        for circle_id in [c for c, begins in self.meets_from.items() if begins < moment]:
            self.members.pop(circle_id, None)


def seats_never_oversold(history: History) -> Iterator[str]:
    """At no instant does a circle have more members than seats."""
    seats = Seats()
    for fact in history.said_by(MATCHING):
        seats.enter(fact)
        if isinstance(fact, MemberJoined):
            taken, most = len(seats.members[fact.circle_id]), seats.most.get(fact.circle_id, 0)
            if taken > most:
                yield f"circle {fact.circle_id} has {taken} members on {most} seats"


def one_circle_per_pool(history: History) -> Iterator[str]:
    """After no commit does anybody have a seat in two circles of one pool that still meet."""
    seats, last = Seats(), 0
    plan = history.plan.programme.session_plan
    lasts = timedelta(days=sum(session.spacing_days for session in plan.sessions))
    for commit, at, fact, _ in history.announced_by(MATCHING):
        if commit != last:
            yield from _doubles(seats)
            last = commit
        seats.forget_what_began_before(at - lasts)
        seats.enter(fact)
    yield from _doubles(seats)


def graduates_apart(history: History) -> Iterator[str]:
    """A circle has either graduates only, or none."""
    tracks = {
        fact.referral_id: fact.track
        for fact in history.facts(Stream.REFERRALS)
        if isinstance(fact, ReferralAccepted)
    }
    for fact in history.said_by(MATCHING):
        track = tracks.get(fact.referral_id) if isinstance(fact, MemberJoined) else None
        if isinstance(fact, MemberJoined) and track != fact.track:
            yield f"{fact.referral_id} of track {track} joined {fact.track}"


def seats_go_to_the_accepted(history: History) -> Iterator[str]:
    """Whoever has a seat was accepted, and the seat is in an area where they live or lived."""
    areas: dict[UUID, set[str]] = defaultdict(set)
    for fact in history.facts(Stream.REFERRALS):
        if isinstance(fact, ReferralAccepted | ReferralMoved):
            areas[fact.referral_id].add(fact.area)
    for fact in history.said_by(MATCHING):
        if isinstance(fact, MemberJoined) and fact.area not in areas[fact.referral_id]:
            yield f"{fact.referral_id} has a seat in {fact.area} without being accepted there"


def confirmed_circles_are_within_bounds(history: History) -> Iterator[str]:
    """A circle is confirmed once at most, with enough people and no more than its seats."""
    formed = {
        fact.circle_id: fact for fact in history.said_by(MATCHING) if isinstance(fact, CircleFormed)
    }
    confirmed = [f for f in history.said_by(MATCHING) if isinstance(f, CircleConfirmed)]
    for circle_id, count in Counter(fact.circle_id for fact in confirmed).items():
        if count > 1:
            yield f"circle {circle_id} was confirmed {count} times"
    for fact in confirmed:
        circle = formed[fact.circle_id]
        if not circle.seats_min <= len(fact.members) <= circle.seats_max:
            yield f"circle {fact.circle_id} was confirmed with {len(fact.members)} members"


def _doubles(seats: Seats) -> Iterator[str]:
    taken: Counter[tuple[object, UUID]] = Counter()
    for circle_id, members in seats.members.items():
        taken.update((seats.pool_of.get(circle_id), referral) for referral in members)
    for (pool, referral), count in taken.items():
        if count > 1:
            yield f"{referral} has {count} seats in pool {pool}"
