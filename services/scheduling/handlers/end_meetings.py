"""A match is over: the meetings that have not begun are called off."""

from datetime import datetime

from services.scheduling.domain.booking import call_off, call_off_the_rest
from services.scheduling.domain.series import Series
from services.scheduling.publishes import bookings_cancelled, participation_completed
from shared.contracts.matching import MatchEnded
from shared.runtime.decision import UNCHANGED, Decision


def end_meetings(series: Series | None, fact: MatchEnded, now: datetime) -> Decision:
    """Cancel the bookings ahead; who is done is summed up a week after they last met, or now."""
    if series is None:
        return UNCHANGED
    end = call_off_the_rest if fact.reason == "finished" else call_off
    after, cancelled = end(series, now)
    done = after.members if after.completed and not series.completed else ()
    return after, [
        *bookings_cancelled(after, cancelled, fact.reason),
        *(participation_completed(after, member) for member in done if member.active),
    ]
