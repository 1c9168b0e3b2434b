"""Doing a job once a day instead of whenever somebody looks."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

Job = Callable[[datetime], Awaitable[int]]


class OnceADay:
    """Runs a job to its end on the first look of each day; says 0 for the rest of it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done_on: date | None = None

    async def run_once(self, now: datetime) -> int:
        """Return what the job did; 0 when it was done today already."""
        today = now.date()
        if self._done_on == today:
            return 0
        done = await self._job(now)
        if not done:
            self._done_on = today
        return done
