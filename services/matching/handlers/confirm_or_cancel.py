"""The day has come to confirm a circle: it meets, or its members wait again in front."""

from datetime import datetime

from services.matching.domain.deadlines import meet_deadlines
from services.matching.domain.pool import Pool
from services.matching.publishes import announced
from shared.runtime.decision import Decision


def confirm_or_cancel(pool: Pool, now: datetime) -> Decision:
    """Decide the circles that are due, and forget those whose last session is over."""
    after, happened = meet_deadlines(pool, now)
    return after, announced(after, happened)
