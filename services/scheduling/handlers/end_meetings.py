"""A match or an advocate's support is over: what has not begun of it is called off."""

from datetime import datetime

from services.scheduling.domain.booking import back_in, call_off, call_off_the_rest
from services.scheduling.domain.series import Series
from services.scheduling.publishes import bookings_cancelled, participation_completed
from shared.contracts.matching import CaseClosed, CaseUnassigned, MatchEnded
from shared.runtime.decision import UNCHANGED, Decision


def end_meetings(series: Series | None, fact: MatchEnded, now: datetime) -> Decision:
    """Cancel the bookings ahead; who is done is summed up a week after they last met, or now."""
    if series is None:
        return UNCHANGED
    return _ended(series, fact.reason, now)


def end_visits(series: Series | None, fact: CaseUnassigned | CaseClosed, now: datetime) -> Decision:
    """Cancel the visits ahead, as of a match; who is done at last may have lost an advocate."""
    if series is None:
        return UNCHANGED
    return _ended(back_in(series) if fact.reason == "finished" else series, fact.reason, now)


def _ended(series: Series, reason: str, now: datetime) -> Decision:
    end = call_off_the_rest if reason == "finished" else call_off
    after, cancelled = end(series, now)
    done = after.members if after.completed and not series.completed else ()
    return after, [
        *bookings_cancelled(after, cancelled, reason),
        *(participation_completed(after, member) for member in done if member.active),
    ]
