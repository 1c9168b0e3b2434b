"""Who gets which seat: free seats go, soonest circle first, to who waits longest."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.matching.domain.circle import Circle, Participant
from services.matching.domain.happenings import (
    Confirmed,
    Formed,
    Happening,
    Joined,
    Left,
    Waits,
    WhyLeft,
)
from services.matching.domain.pool import Pool

Change = tuple[Pool, list[Happening]]
"""The pool as it is afterwards, and what happened, in order."""


def arrive(pool: Pool, newcomer: Participant, now: datetime) -> Change:
    """Seat somebody new, or let them wait at the back."""
    pool = pool.queued(newcomer)
    if not pool.circles:
        return pool, still_waiting(pool, newcomer)
    pool, happened = seat_waiting(pool, now)
    return pool, happened + still_waiting(pool, newcomer)


def leave(pool: Pool, referral_id: UUID, reason: WhyLeft, now: datetime) -> Change:
    """Let somebody go who waits or has a seat; the seat goes at once to who waits longest."""
    circle = pool.circle_with(referral_id)
    member = circle and circle.member(referral_id)
    if circle and member:
        return _free_seat(pool, circle, member, reason, now)
    waiter = pool.waiter(referral_id)
    return (pool.without(waiter) if waiter else pool), []


def decline(pool: Pool, referral_id: UUID, circle_id: UUID, now: datetime) -> Change:
    """Let somebody leave a circle that is never proposed to them again, and wait at the back."""
    circle = pool.circle(circle_id)
    member = circle and circle.member(referral_id)
    if circle and member:
        pool, left = _free_seat(pool, circle, member, "declined", now)
        pool, seated = arrive(pool, replace(member.declining(circle_id), since=now), now)
        return pool, left + seated
    return _remember_decline(pool, referral_id, circle_id), []


def form(pool: Pool, circle: Circle, now: datetime) -> Change:
    """Open a circle and fill it from the waiting list."""
    pool, seated = seat_waiting(pool.with_circle(circle), now)
    return pool, [Formed(circle), *seated]


def seat_waiting(pool: Pool, now: datetime) -> Change:
    """Fill the free seats of all open circles; a circle that becomes full is confirmed."""
    happened: list[Happening] = []
    for circle in pool.open_circles(now):
        newcomers = pool.next_for(circle)
        if newcomers:
            pool, seated = _seat(pool, circle, newcomers)
            happened += seated
    return pool, happened


def still_waiting(pool: Pool, *participants: Participant) -> list[Happening]:
    """Say of each of these people who found no seat that they wait."""
    waiters = (pool.waiter(p.referral_id) for p in participants)
    return [Waits(waiter) for waiter in waiters if waiter]


def _seat(pool: Pool, circle: Circle, newcomers: tuple[Participant, ...]) -> Change:
    for newcomer in newcomers:
        pool = pool.without(newcomer)
    circle = circle.joined_by(newcomers)
    happened: list[Happening] = [Joined(circle, newcomer) for newcomer in newcomers]
    if circle.is_forming and not circle.free_seats:
        circle = circle.confirmed()
        happened.append(Confirmed(circle))
    return pool.with_circle(circle), happened


def _free_seat(
    pool: Pool, circle: Circle, member: Participant, reason: WhyLeft, now: datetime
) -> Change:
    pool, seated = seat_waiting(pool.with_circle(circle.left_by(member)), now)
    return pool, [Left(circle, member, reason), *seated]


def _remember_decline(pool: Pool, referral_id: UUID, circle_id: UUID) -> Pool:
    waiter, elsewhere = pool.waiter(referral_id), pool.circle_with(referral_id)
    if waiter:
        return pool.with_waiter(waiter.declining(circle_id))
    member = elsewhere and elsewhere.member(referral_id)
    if elsewhere and member:
        return pool.with_circle(elsewhere.replacing(member.declining(circle_id)))
    return pool
