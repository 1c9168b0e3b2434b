"""Looking at something again and again, aside from the work, without ever getting in its way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from shared.privacy.safe_errors import safe_error

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Look:
    """Something to measure and how often.

    Seconds: it is done at least ``every`` so often while it is cheap, and takes at most the part
    ``share`` of the time when it is not, yet is never put off for longer than ``at_most``.
    """

    name: str
    take: Callable[[], Awaitable[None]]
    every: float = 2.0
    share: float = 0.02
    at_most: float = 10.0

    def pause_after(self, seconds: float) -> float:
        """Return how long to wait after a look that took so many seconds."""
        return min(max(self.every, seconds / self.share), self.at_most)


async def keep_looking(look: Look) -> None:
    """Look until cancelled. A failure is logged when it begins and when it is over."""
    failed = False
    while True:
        began = time.monotonic()
        try:
            await look.take()
        except Exception as error:  # noqa: BLE001 - measuring ends for nothing but a cancellation
            if not failed:
                log.warning("measuring.failed", job=look.name, error=safe_error(error))
            failed = True
        else:
            if failed:
                log.info("measuring.recovered", job=look.name)
            failed = False
        await asyncio.sleep(look.pause_after(time.monotonic() - began))
