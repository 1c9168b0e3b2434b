"""What time alone does to a pool: circles are confirmed, cancelled and, once over, forgotten."""

from datetime import datetime

from services.matching.domain.circle import Circle
from services.matching.domain.happenings import Cancelled, Confirmed, Happening, Left, WhyCancelled
from services.matching.domain.pool import Pool
from services.matching.domain.seating import Change, seat_waiting, still_waiting


def meet_deadlines(pool: Pool, now: datetime) -> Change:
    """Decide every circle whose day has come, earliest first, and forget those that are over."""
    happened: list[Happening] = []
    due = [c for c in pool.circles if c.is_forming and c.confirm_by <= now]
    for circle_id in [c.circle_id for c in sorted(due, key=_urgency)]:
        circle = pool.circle(circle_id)
        # A circle cancelled just now may have filled this one, and so confirmed it.
        if circle and circle.is_forming:
            pool, decided = _decide(pool, circle, now)
            happened += decided
    over = frozenset(c.circle_id for c in pool.circles if not c.is_forming and c.over_at <= now)
    return (pool.without_circles(over) if over else pool), happened


def _urgency(circle: Circle) -> tuple[datetime, datetime]:
    return circle.confirm_by, circle.first_session_at


def _decide(pool: Pool, circle: Circle, now: datetime) -> Change:
    if circle.has_started(now):
        # Nobody was told in time to come: saying now that it meets would be untrue.
        return _cancel(pool, circle, "start_passed", now)
    if not circle.has_enough:
        return _cancel(pool, circle, "too_few_members", now)
    circle = circle.confirmed()
    return pool.with_circle(circle), [Confirmed(circle)]


def _cancel(pool: Pool, circle: Circle, reason: WhyCancelled, now: datetime) -> Change:
    left = [Left(circle, member, "circle_cancelled") for member in circle.members]
    pool = pool.without_circles(frozenset({circle.circle_id})).queued_in_front(circle.members)
    pool, seated = seat_waiting(pool, now)
    return pool, [Cancelled(circle, reason), *left, *seated, *still_waiting(pool, *circle.members)]
