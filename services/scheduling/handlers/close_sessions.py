"""Time has passed: sessions are over, and a week after the last the participation is summed up."""

from datetime import datetime

from services.scheduling.domain.closing import close
from services.scheduling.domain.series import Series
from services.scheduling.publishes import participation_completed, session_held
from shared.runtime.decision import Decision


def close_sessions(series: Series, now: datetime) -> Decision:
    """Announce the sessions that have ended, and at last who completed the series."""
    after, ended, completed = close(series, now)
    held = [session_held(after, session) for session in ended]
    return after, [*held, *(participation_completed(after, member) for member in completed)]
