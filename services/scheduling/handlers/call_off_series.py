"""A circle is cancelled: whatever was planned for it and has not begun is called off."""

from datetime import datetime

from services.scheduling.domain.booking import call_off
from services.scheduling.domain.series import Series
from services.scheduling.publishes import bookings_cancelled
from shared.contracts.matching import CircleCancelled
from shared.runtime.decision import UNCHANGED, Decision


def call_off_series(series: Series | None, _fact: CircleCancelled, now: datetime) -> Decision:
    """Cancel every booking ahead; a circle cancelled before it was confirmed has none."""
    if series is None:
        return UNCHANGED
    after, cancelled = call_off(series, now)
    return after, bookings_cancelled(after, cancelled, "circle_cancelled")
