"""Sees that a consumer stands still although the brokers answer.

After a crash of its broker aiokafka may never read again: a task of its own has died, or waits for
an answer that nobody will give. Polls go on and bring nothing, and no error says so. It is told
from an outage by knocking on the broker aside, and from an idle stream by the broker's answers to
fetches, which come every half second even where there is nothing to read.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from shared.runtime.kafka_access import KafkaAccess, KafkaRefuses, knock

STILL_SECONDS = 60.0
"""Longer than a group takes to settle after a crash of a member: its session (10 s) and the time
that the others have to come back (30 s)."""
LOOK_SECONDS = 5.0
_KNOCK_SECONDS = 5.0

Lives = Callable[[], bool]
Answers = Callable[[], Awaitable[bool]]


class Watchdog:
    """Waits for a consumer to show no life for ``still`` seconds while the brokers answer.

    ``lives`` tells whether there was a sign of life within ``look`` seconds; ``answers`` whether a
    broker answers now. An outage never counts: the seconds begin when the brokers are back.
    """

    def __init__(
        self,
        lives: Lives,
        answers: Answers,
        look: float = LOOK_SECONDS,
        still: float = STILL_SECONDS,
    ) -> None:
        self._lives, self._answers = lives, answers
        self._look, self._still = look, still

    async def bark(self) -> None:
        """Return once it stands still; until then, never."""
        since: float | None = None
        while since is None or time.monotonic() - since < self._still:
            await asyncio.sleep(self._look)
            if self._lives() or not await self._answers():
                since = None
            elif since is None:
                since = time.monotonic()


def brokers(kafka: KafkaAccess) -> Answers:
    """Return a question to the brokers, asked on a connection of its own."""

    async def answers() -> bool:
        try:
            async with asyncio.timeout(_KNOCK_SECONDS):
                await knock(kafka)
        except (KafkaRefuses, TimeoutError):
            return False
        return True

    return answers
