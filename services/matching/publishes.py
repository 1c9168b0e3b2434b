"""Door out: the facts that matching announces. Nothing else here builds contracts."""

from collections.abc import Iterable
from typing import assert_never

from services.matching.domain.circle import Circle, Participant
from services.matching.domain.happenings import (
    Cancelled,
    Confirmed,
    Formed,
    Happening,
    Joined,
    Left,
    Waits,
    WhyCancelled,
    WhyLeft,
)
from services.matching.domain.pool import Pool
from shared.contracts.fact import Fact, Member
from shared.contracts.matching import (
    CircleCancelled,
    CircleConfirmed,
    CircleFormed,
    MemberJoined,
    MemberLeft,
    ReferralWaitlisted,
)


def announced(pool: Pool, happenings: Iterable[Happening]) -> list[Fact]:
    """Return one fact for everything that happened in the pool, in the same order."""
    return [_fact(pool, happening) for happening in happenings]


def _fact(pool: Pool, happening: Happening) -> Fact:
    match happening:
        case Waits(participant):
            return referral_waitlisted(pool, participant)
        case Formed(circle):
            return circle_formed(pool, circle)
        case Joined(circle, member):
            return member_joined(pool, circle, member)
        case Left(circle, member, left):
            return member_left(pool, circle, member, left)
        case Confirmed(circle):
            return circle_confirmed(pool, circle)
        case Cancelled(circle, cancelled):
            return circle_cancelled(pool, circle, cancelled)
        case _:
            assert_never(happening)


def referral_waitlisted(pool: Pool, participant: Participant) -> ReferralWaitlisted:
    """Say that this person waits for a seat."""
    return ReferralWaitlisted(
        referral_id=participant.referral_id,
        person_id=participant.person_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
    )


def circle_formed(pool: Pool, circle: Circle) -> CircleFormed:
    """Say that a circle opened, with the seats that the programme and the host allow."""
    return CircleFormed(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        offer_id=circle.offer_id,
        host=circle.host,
        seats_min=circle.seats_min,
        seats_max=circle.seats_max,
        confirm_by=circle.confirm_by,
    )


def member_joined(pool: Pool, circle: Circle, member: Participant) -> MemberJoined:
    """Say that this person has a seat."""
    return MemberJoined(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        referral_id=member.referral_id,
        person_id=member.person_id,
    )


def member_left(pool: Pool, circle: Circle, member: Participant, reason: WhyLeft) -> MemberLeft:
    """Say that this person no longer has a seat, and why."""
    return MemberLeft(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        referral_id=member.referral_id,
        person_id=member.person_id,
        reason=reason,
    )


def circle_confirmed(pool: Pool, circle: Circle) -> CircleConfirmed:
    """Say that the circle will meet, where, when and with whom."""
    return CircleConfirmed(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        offer_id=circle.offer_id,
        host=circle.host,
        venue=circle.venue,
        first_session_at=circle.first_session_at,
        members=[Member(referral_id=m.referral_id, person_id=m.person_id) for m in circle.members],
    )


def circle_cancelled(pool: Pool, circle: Circle, reason: WhyCancelled) -> CircleCancelled:
    """Say that the circle will not meet, and why."""
    return CircleCancelled(
        circle_id=circle.circle_id,
        programme=pool.programme,
        area=pool.area,
        track=pool.track,
        reason=reason,
    )
