"""Offsets of what is done: committed after the transaction, aside, and many at a time."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from shared.privacy.safe_errors import safe_error
from shared.runtime.crash_points import reached

log = structlog.get_logger()

COMMIT_EVERY = 0.1
"""Seconds between commits: a broker writes each to a log. What a crash forgets comes again and
meets the inbox."""


class Offsets:
    """Keeps what is done and not yet committed by the consumer that ``consumer`` returns."""

    def __init__(self, consumer: Callable[[], Any]) -> None:
        self._consumer = consumer
        self._done: dict[TopicPartition, int] = {}
        self._aside: asyncio.Task[None] | None = None
        self._began: float | None = None
        self._hurried = False

    def done(self, records: Sequence[ConsumerRecord]) -> None:
        """Note that these have had their effect, and commit that soon."""
        last = {(record.topic, record.partition): record.offset for record in records}
        self._done |= {TopicPartition(*place): offset + 1 for place, offset in last.items()}
        self.commit_aside()

    def commit_aside(self) -> None:
        """Commit what is done, unless that is under way."""
        if self._done and (self._aside is None or self._aside.done()):
            self._aside = asyncio.create_task(self._commit())

    async def commit_now(self) -> None:
        """Return when everything that is done is committed, or could not be."""
        if self._aside is not None and not self._aside.done():
            await self._aside
        await self._commit()

    def hurry(self) -> None:
        """Pause no more between commits: the service ends."""
        self._hurried = True

    def hang(self, seconds: float) -> bool:
        """Return whether no commit has come through for so long although there was one to make."""
        return self._began is not None and time.monotonic() - self._began > seconds

    def forget(self) -> None:
        """Commit none of what is done: somebody else may have gone on from there."""
        self._done, self._began = {}, None

    def begin_anew(self) -> None:
        """Give up a commit that is under way, too."""
        if self._aside is not None:
            self._aside.cancel()
        self.forget()

    async def _commit(self) -> None:
        while self._done:
            offsets, self._done = self._done, {}
            self._began = self._began or time.monotonic()
            consumer = self._consumer()
            try:
                ours = consumer.assignment()
                await consumer.commit({tp: at for tp, at in offsets.items() if tp in ours})
                reached("consumer.after_offset")
            except (KafkaError, IllegalStateError) as error:
                log.info("offsets.not_committed", error=safe_error(error))
                self._done = offsets | self._done
                return  # tried again; what is delivered again meets the inbox
            self._began = None
            await asyncio.sleep(0 if self._hurried else COMMIT_EVERY)
