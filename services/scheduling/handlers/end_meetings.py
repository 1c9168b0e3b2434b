"""A match is over: the meetings that have not begun are called off."""

from datetime import datetime

from services.scheduling.domain.booking import call_off, call_off_the_rest
from services.scheduling.domain.series import Series
from services.scheduling.publishes import bookings_cancelled
from shared.contracts.matching import MatchEnded
from shared.runtime.decision import UNCHANGED, Decision


def end_meetings(series: Series | None, fact: MatchEnded, now: datetime) -> Decision:
    """Cancel the bookings ahead; who is done, and met, is summed up a week after the last time."""
    if series is None:
        return UNCHANGED
    end = call_off_the_rest if fact.reason == "finished" else call_off
    after, cancelled = end(series, now)
    return after, bookings_cancelled(after, cancelled, fact.reason)
