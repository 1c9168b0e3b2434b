"""What time alone does to a series: sessions end, and at last everybody's part is summed up."""

from dataclasses import replace
from datetime import datetime

from services.scheduling.domain.series import Member, Series, Session


def close(series: Series, now: datetime) -> tuple[Series, list[Session], list[Member]]:
    """Return the series at ``now``, the sessions that have ended since, and who completed it."""
    ended = [s for s in series.sessions if s.status == "planned" and s.ends_at <= now]
    sessions = tuple(replace(s, status="held") if s in ended else s for s in series.sessions)
    series = replace(series, sessions=sessions)
    completes_at = series.completes_at
    if completes_at is None or completes_at > now:
        return series.timed(), ended, []
    completed = [member for member in series.members if member.active]
    return replace(series, completed=True).timed(), ended, completed
