"""How often a service looks at what is due by time: soon after something happened, else seldom."""

import asyncio
from contextlib import suppress
from typing import Final

SOON: Final = 0.2
"""Seconds from the first thing that happens to the next look, and between looks in a row."""
SELDOM: Final = 1.0
"""Seconds between looks where nothing happens: five looks a second were a third of what an idle
service with many jobs cost (measured)."""


class Pace:
    """Paces the looks of one service; each look in vain doubles the pause, up to ``SELDOM``."""

    def __init__(self, soon: float = SOON, seldom: float = SELDOM) -> None:
        """``soon`` and ``seldom`` are seconds."""
        self._soon, self._seldom = soon, seldom
        self._pause = soon
        self._stirred = asyncio.Event()

    def stirred(self) -> None:
        """Note that something happened, so that more may be due at once."""
        self._stirred.set()

    async def wait(self) -> None:
        """Return when it is time to look: ``soon`` after something happened."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), self._pause - self._soon)
        await asyncio.sleep(self._soon)
        quiet = not self._stirred.is_set()
        self._stirred.clear()
        self._pause = min(2 * self._pause, self._seldom) if quiet else self._soon
