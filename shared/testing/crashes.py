"""Crashes of a simulated service at named points, and the count of which points were reached."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.runtime.crash_points import on_reach


class SimulatedCrash(BaseException):
    """The process is gone. No ``except Exception`` may catch this, as none can catch SIGKILL."""


class Crashes:
    """Kills the service that is running when an armed point is reached for the n-th time."""

    def __init__(self) -> None:
        self._armed: dict[tuple[str, str], int] = {}
        self._running, self._die = "", _nobody
        self.reached: Counter[str] = Counter()
        self.fired: Counter[tuple[str, str]] = Counter()
        """(service, point) -> how often it crashed there."""

    def arm(self, service: str, point: str, times: int) -> None:
        """Let a service crash the ``times``-th time that it reaches a point."""
        self._armed[service, point] = times

    def disarm(self) -> None:
        """Let nobody crash any more."""
        self._armed.clear()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch every crash point of this process while the block lasts."""
        on_reach(self._on_reach)
        try:
            yield
        finally:
            on_reach(None)

    def now_running(self, service: str, die: Callable[[], None]) -> None:
        """Say whose turn it is, and how its memory is lost if it crashes now."""
        self._running, self._die = service, die

    def _on_reach(self, point: str) -> None:
        self.reached[point] += 1
        if not self._armed:
            return
        here = self._running, point
        left = self._armed.get(here)
        if left is None:
            return
        self._armed[here] = left - 1
        if left <= 1:
            del self._armed[here]
            self.fired[here] += 1
            self._die()
            raise SimulatedCrash(point)


def _nobody() -> None:
    return None
