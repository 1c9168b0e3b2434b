"""What is going to happen when: a queue by simulated time."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush

Happening = Callable[[], None]


class Schedule:
    """Things to do at a moment; those of one moment in the order in which they were entered."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Happening]] = []
        self._entered = 0

    def at(self, moment: datetime, do: Happening) -> None:
        """Enter something to do at a moment."""
        self._entered += 1
        heappush(self._queue, (moment, self._entered, do))

    def next(self) -> datetime | None:
        """Return when the next thing is to be done, if anything is."""
        return self._queue[0][0] if self._queue else None

    def catch_up(self, now: datetime) -> bool:
        """Do everything up to now; return whether there was anything."""
        did = False
        while self._queue and self._queue[0][0] <= now:
            heappop(self._queue)[2]()
            did = True
        return did
