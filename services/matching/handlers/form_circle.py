"""A host employer's offer stands: a circle opens around it and is filled from the waiting list."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.matching.domain.circle import Circle
from services.matching.domain.pool import Pool, pool_id
from services.matching.domain.seating import form
from services.matching.domain.support import has_circles
from services.matching.publishes import announced
from shared.contracts.referrals import OfferMade
from shared.ids import derived
from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.model import Programme
from shared.programmes.support import SessionPlan
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision

CIRCLES = UUID("5b0c6f0e-2f4b-5d0e-9a43-6c1f0d9f7a21")
"""Namespace of circle ids: one offer, one circle."""

NOTICE = timedelta(hours=1)
"""Nobody can come to a circle that is confirmed later than this before it first meets."""

SLACK = timedelta(days=1)
"""Longer than the hour that a change of clocks can add to a series of weekly sessions."""


def form_circle(pool: Pool | None, fact: OfferMade, now: datetime) -> Decision:
    """Open one circle for the offer, with the seats that its programme allows.

    Raises ``BrokenRule`` for an offer around which no circle could ever be confirmed.
    """
    if not has_circles(fact.programme):
        raise BrokenRule("programme_has_no_circles", "/programme")
    if pool is None:
        key = pool_id(fact.programme, fact.area, fact.track)
        pool = Pool(key, fact.programme, fact.area, fact.track)
    circle = _circle_around(fact, _programme(fact.programme))
    if pool.circle(circle.circle_id):
        return UNCHANGED
    after, happened = form(pool, circle, now)
    return after, announced(after, happened)


def _circle_around(offer: OfferMade, programme: Programme) -> Circle:
    bounds = programme.bounds
    seats_min = max(offer.seats_min, bounds.min_size)
    seats_max = min(offer.seats_max, bounds.max_size)
    if seats_min > seats_max:
        raise BrokenRule("seats_outside_programme_bounds", "/seats_max")
    if offer.confirm_by > offer.first_session_at:
        raise BrokenRule("confirm_by_after_first_session", "/confirm_by")
    first_session_at = offer.first_session_at.astimezone(UTC)
    return Circle(
        circle_id=derived(CIRCLES, offer.offer_id),
        offer_id=offer.offer_id,
        host=offer.host,
        venue=offer.venue,
        seats_min=seats_min,
        seats_max=seats_max,
        first_session_at=first_session_at,
        confirm_by=min(offer.confirm_by.astimezone(UTC), first_session_at - NOTICE),
        over_at=first_session_at + _span(programme.session_plan) + SLACK,
    )


def _span(plan: SessionPlan) -> timedelta:
    days = sum(session.spacing_days for session in plan.sessions[1:])
    return timedelta(days=days, minutes=plan.sessions[-1].duration_minutes)


def _programme(code: str) -> Programme:
    try:
        return load_programmes().by_code(code)
    except UnknownProgrammeError as error:
        raise BrokenRule("unknown_programme", "/programme") from error
