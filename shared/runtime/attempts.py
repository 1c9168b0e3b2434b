"""Bounded retry around the engine: what passes is waited for, what never will is isolated."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy.exc import DBAPIError

from shared.clock import Clock
from shared.privacy.safe_errors import safe_error
from shared.runtime.announce import FactTooLarge
from shared.runtime.batch import Handled
from shared.runtime.delivery import Record, receive
from shared.runtime.engine import Engine, ReleaseFailed
from shared.runtime.failures import passes_by_itself
from shared.runtime.working_set import HandlerFailed

log = structlog.get_logger()
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try a batch before giving the partition back: seconds, and tries per defect.

    A pause is drawn between these shares of its length, so that services do not come in step.
    """

    first_pause: float = 0.1
    longest_pause: float = 5.0
    give_up_after: float = 60.0
    handler_tries: int = 3
    jitter: tuple[float, float] = (0.5, 1.0)


class GaveUp(Exception):
    """Something that should pass did not pass in time: rewind, and poll again later."""


class Attempts:
    """Applies batches. Returns only when each record has its effect or its dead letter."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        patience: Patience = Patience(),
        sleep: Sleep = asyncio.sleep,
        retrying: Callable[[], None] = lambda: None,
    ) -> None:
        """``retrying`` is called whenever a batch is about to be tried again."""
        self._engine, self._clock, self._patience, self._sleep = engine, clock, patience, sleep
        self._retrying = retrying

    async def handle(self, records: Sequence[Record]) -> list[Handled]:
        """Apply records in order; a poisonous one is isolated by halving and becomes a dead letter.

        Raises ``GaveUp`` when the store stays away; nothing after the last result was applied then.
        """
        results: list[Handled] = []
        pending = [(list(records), dict[UUID, str]())]
        tries = _Tries(self._patience)
        while pending:
            batch, condemned = pending.pop()
            try:
                results.append(await self._engine.handle(batch, self._clock.now(), condemned))
                tries.start_again()
            except HandlerFailed as failure:
                pending.append(
                    (batch, await self._after_handler_failure(failure, condemned, tries))
                )
            except Exception as error:  # noqa: BLE001 - sorted by what it means
                pending.extend(await self._after_store_failure(error, batch, condemned, tries))
        return results

    async def release(self) -> Handled:
        """Apply held facts whose turn has come; a poisonous one is isolated like those of a batch.

        Raises what the store raises when it is away: whoever keeps time tries again.
        """
        condemned: dict[UUID, str] = {}
        limit: int | None = None
        tries = _Tries(self._patience)
        while True:
            try:
                return await self._engine.release(self._clock.now(), condemned, limit)
            except HandlerFailed as failure:
                condemned = await self._after_handler_failure(failure, condemned, tries)
            except ReleaseFailed as failure:
                limit = self._fewer(failure, condemned)
                if len(failure.delivery_ids) == 1:
                    condemned = condemned | {failure.delivery_ids[0]: "store_refused"}

    def _fewer(self, failure: ReleaseFailed, condemned: dict[UUID, str]) -> int:
        """Return how many to release next time; raises the cause if fewer would not help."""
        cause, ids = failure.__cause__ or failure, failure.delivery_ids
        if not ids or not _is_refusal(cause) or (len(ids) == 1 and ids[0] in condemned):
            raise cause
        log.warning("store.refused", error=safe_error(cause), count=len(ids))
        return max(1, len(ids) // 2)

    async def _after_handler_failure(
        self, failure: HandlerFailed, condemned: dict[UUID, str], tries: "_Tries"
    ) -> dict[UUID, str]:
        count = tries.of_handler(failure.delivery_id)
        log.warning("handler.failed", error=safe_error(failure.__cause__ or failure), attempt=count)
        if count >= self._patience.handler_tries:
            return condemned | {failure.delivery_id: "handler_failed"}
        await self._sleep(tries.next_pause())
        return condemned

    async def _after_store_failure(
        self,
        error: Exception,
        batch: list[Record],
        condemned: dict[UUID, str],
        tries: "_Tries",
    ) -> list[tuple[list[Record], dict[UUID, str]]]:
        if passes_by_itself(error):
            if tries.waited >= self._patience.give_up_after:
                raise GaveUp from error
            log.warning("store.unavailable", error=safe_error(error), seconds=tries.waited)
            self._retrying()
            await self._sleep(tries.next_pause())
            return [(batch, condemned)]
        log.warning("store.refused", error=safe_error(error), count=len(batch))
        if not _is_refusal(error):
            raise error
        if len(batch) == 1:
            only = receive(batch[0]).delivery_id
            if only in condemned:
                raise error  # not even its dead letter is taken
            return [(batch, condemned | {only: "store_refused"})]
        middle = len(batch) // 2
        return [(batch[middle:], condemned), (batch[:middle], condemned)]


def _is_refusal(error: BaseException | None) -> bool:
    """Return whether the store, or the door out, will refuse the same again."""
    refusals = DBAPIError | asyncpg.PostgresError | FactTooLarge
    return isinstance(error, refusals) and not passes_by_itself(error)


class _Tries:
    """Counts tries and seconds of one batch."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._handler: dict[UUID, int] = {}
        self.waited = 0.0
        self._pause = patience.first_pause

    def start_again(self) -> None:
        self.waited, self._pause = 0.0, self._patience.first_pause

    def of_handler(self, delivery_id: UUID) -> int:
        self._handler[delivery_id] = self._handler.get(delivery_id, 0) + 1
        return self._handler[delivery_id]

    def next_pause(self) -> float:
        pause = self._pause * random.uniform(*self._patience.jitter)  # noqa: S311 - jitter
        self._pause = min(self._pause * 2, self._patience.longest_pause)
        self.waited += pause
        return pause
