"""Sessions: whoever is in a confirmed circle is booked, and nobody in two places at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from uuid import UUID

from shared.contracts.matching import CircleConfirmed, MemberJoined, MemberLeft
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.contracts.streams import Stream
from shared.testing.simulation.history import History

SCHEDULING = "scheduling"


def confirmed_members_are_booked(history: History) -> Iterator[str]:
    """Whoever was in a circle when it was confirmed is booked once for each session of the plan."""
    planned = len(history.plan.programme.session_plan.sessions)
    booked: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for fact in history.said_by(SCHEDULING):
        if isinstance(fact, BookingMade):
            booked[fact.circle_id, fact.referral_id].add(fact.session_id)
    service = history.services[SCHEDULING]
    applied = {a.delivery_id for a in history.applied_by(service)}
    for event in history.on(Stream.CIRCLES):
        circle = event.delivery.fact
        if isinstance(circle, CircleConfirmed) and event.delivery.delivery_id in applied:
            for member in circle.members:
                count = len(booked[circle.circle_id, member.referral_id])
                if count != planned:
                    yield f"{member.referral_id} is booked for {count} sessions of {planned}"


def nobody_expected_twice_at_once(history: History) -> Iterator[str]:
    """Nobody has overlapping bookings in circles where they have a seat.

    A seat given up is told under another circle's key: its bookings may be cancelled too late.
    """
    for referral, bookings in _standing(history).items():
        in_order = sorted(bookings, key=lambda booking: booking.starts_at)
        for first, second in pairwise(in_order):
            if second.starts_at < first.ends_at:
                yield f"{referral} is expected at two sessions at {second.starts_at}"


def _standing(history: History) -> Mapping[UUID, list[BookingMade]]:
    """Return, per referral, the bookings that were not cancelled, in circles that they are in."""
    standing: dict[UUID, BookingMade] = {}
    for fact in history.said_by(SCHEDULING):
        if isinstance(fact, BookingMade):
            standing[fact.booking_id] = fact
        elif isinstance(fact, BookingCancelled):
            standing.pop(fact.booking_id, None)
    seated = _seated(history)
    by_referral: dict[UUID, list[BookingMade]] = defaultdict(list)
    for booking in standing.values():
        if (booking.circle_id, booking.referral_id) in seated:
            by_referral[booking.referral_id].append(booking)
    return by_referral


def _seated(history: History) -> set[tuple[UUID, UUID]]:
    seated: set[tuple[UUID, UUID]] = set()
    for fact in history.said_by("matching"):
        if isinstance(fact, MemberJoined):
            seated.add((fact.circle_id, fact.referral_id))
        elif isinstance(fact, MemberLeft):
            seated.discard((fact.circle_id, fact.referral_id))
    return seated
