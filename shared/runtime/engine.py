"""The engine of a service: every effect of a batch in one transaction.

What it promises, given that the store's transactions are atomic and durable:

* what ``handle`` returned from has its effect, its answers and its inbox entry, all or none;
* the same event delivered again, in the same batch or a year later, changes nothing;
* facts of one key on one stream are applied in order, also around dead letters and closed stages;
* a fact that cannot be applied is kept, sealed, with its reason; nothing is dropped.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from shared.contracts.operations import StageChanged
from shared.privacy.safe_errors import safe_error
from shared.runtime.announce import DoorOut
from shared.runtime.batch import Batch, Handled, Intake
from shared.runtime.crash_points import reached
from shared.runtime.decision import Decision, Key
from shared.runtime.delivery import Delivery, Record, receive
from shared.runtime.gate import OPEN_STAGES
from shared.runtime.held import HoldsBack
from shared.runtime.ports import HeldFact, Stage, Store, Transaction
from shared.runtime.subscriptions import Subscriptions, Wakes
from shared.runtime.working_set import HandlerFailed, WorkingSet

log = structlog.get_logger()
Command = Callable[[Any, datetime], Decision]


class ReleaseFailed(Exception):
    """These held facts could not be released together; the cause says why. Nothing has happened."""

    def __init__(self, delivery_ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(delivery_ids)} held facts could not be released")
        self.delivery_ids = delivery_ids


@dataclass(frozen=True, slots=True)
class Engine:
    """One service in one region: its table of subscriptions on its store."""

    subscriptions: Subscriptions
    store: Store
    door_out: DoorOut
    holds_back: HoldsBack
    programmes: Collection[str] = ()
    """The codes of the programmes that exist; a fact of any other is not held, but refused."""
    is_entry: bool = False
    release_limit: int = 500

    async def handle(
        self, records: Sequence[Record], now: datetime, condemned: Mapping[UUID, str] | None = None
    ) -> Handled:
        """Apply a batch in one transaction and return what became of it.

        ``condemned`` names deliveries (with a code) that were found to break the store or a
        handler: they become dead letters. Raises ``HandlerFailed`` and whatever the store raises;
        then nothing of the batch has happened.
        """
        deliveries = [d for d in map(receive, records) if self._concerns_us(d)]
        reached("consumer.before_transaction")
        async with self.store.transaction() as transaction:
            intake = Intake(self, now, condemned or {})
            handled = await intake.take_in(transaction, deliveries)
        reached("consumer.after_commit")
        return handled

    async def release(
        self,
        now: datetime,
        condemned: Mapping[UUID, str] | None = None,
        limit: int | None = None,
    ) -> Handled:
        """Apply held facts whose turn has come, in order; ``applied`` is 0 when none is left.

        At most ``limit`` at once (by default ``release_limit``). Raises ``HandlerFailed``, or
        ``ReleaseFailed`` for whatever else went wrong; then nothing has happened.
        """
        held: list[HeldFact] = []
        try:
            async with self.store.transaction() as transaction:
                open_now = await self._releasable(transaction)
                if open_now:
                    held = await transaction.take_held(open_now, limit or self.release_limit)
                if not held:
                    return Handled()
                reached("release.after_take")
                intake = Intake(self, now, condemned or {})
                handled = await intake.take_again(transaction, held)
        except HandlerFailed:
            raise
        except Exception as error:
            raise ReleaseFailed([fact.delivery_id for fact in held]) from error
        reached("release.after_commit")
        return handled

    async def wake(self, now: datetime, limit: int = 200) -> int:
        """Run what is due by time; return how many states were woken (0: nothing is due).

        A state whose wake fails stays as it is and is tried again at the next look; it holds up no
        other.
        """
        woken = 0
        for row in self.subscriptions.wakes:
            async with self.store.transaction() as transaction:
                open_now = await self._open_programmes(transaction)
                due = await transaction.load_due(row.state, now, limit, open_now)
                if not due:
                    continue
                reached("wake.before_decide")
                working = WorkingSet()
                working.add_loaded(row.state, due)
                decided = _wake_each(row, due, working, now)
                await self.write(transaction, Batch(working), now)
                reached("wake.after_effect")
            reached("wake.after_commit")
            woken += decided
        return woken

    async def command(
        self, kind: type[Any], keys: Collection[Key], decide: Command, now: datetime
    ) -> None:
        """Run ``decide(state, now)`` for each key under its row lock, in one transaction."""
        async with self.store.transaction() as transaction:
            working = WorkingSet()
            working.add_loaded(kind, await transaction.load(kind, keys))
            for key in keys:
                working.put(kind, key, *decide(working.state(kind, key), now))
            await self.write(transaction, Batch(working), now)
            reached("command.before_commit")
        reached("command.after_commit")

    async def due(self, kind: type[Any], now: datetime, limit: int) -> list[Any]:
        """Return states whose ``due_at`` has passed, oldest first; they are locked but briefly."""
        async with self.store.transaction() as transaction:
            open_now = await self._open_programmes(transaction)
            return list((await transaction.load_due(kind, now, limit, open_now)).values())

    async def recall(self, kind: type[Any], keys: Collection[Key]) -> dict[Key, Any]:
        """Return the states that exist of these keys."""
        async with self.store.transaction() as transaction:
            return await transaction.load(kind, keys)

    async def stages(self) -> dict[str, str]:
        """Return the stage of every programme that this service has heard of."""
        async with self.store.transaction() as transaction:
            around = await transaction.surroundings(())
        return {code: stage.stage for code, stage in around.stages.items()}

    async def write(self, transaction: Transaction, batch: Batch, now: datetime) -> None:
        """Write what was decided: states first, so that the row locks order the outbox per key."""
        working = batch.working
        for kind, new, changed in working.new_and_changed():
            await transaction.save(kind, new, changed)
        reached("consumer.after_effect")
        if working.announced:
            facts = [self.door_out.complete(announced) for announced in working.announced]
            counts = self.door_out.count_keys(facts)
            last = await transaction.number(counts) if counts else {}
            await transaction.announce(self.door_out.rows(working.announced, facts, last, now))
        reached("consumer.after_outbox")
        if batch.held:
            await transaction.hold(batch.held)
            reached("consumer.after_hold")
        for fact in batch.stages:
            await transaction.change_stage(_stage(fact))

    def _concerns_us(self, delivery: Delivery) -> bool:
        """Facts on open streams that we do not listen to are passed over, newer types too.

        Whatever a sender submits concerns us: it is answered.
        """
        if delivery.envelope is None or delivery.is_submission:
            return True
        kind = delivery.envelope.type
        return kind == StageChanged.TYPE or bool(self.subscriptions.deciders(kind))

    async def _open_programmes(self, transaction: Transaction) -> list[str]:
        around = await transaction.surroundings(())
        return [code for code, stage in around.stages.items() if stage.stage in OPEN_STAGES]

    async def _releasable(self, transaction: Transaction) -> list[str]:
        """At the entry a canary lets only chosen newcomers in: what is held waits for ``live``."""
        around = await transaction.surroundings(())
        closed = OPEN_STAGES - {"canary"} if self.is_entry else OPEN_STAGES
        return [code for code, stage in around.stages.items() if stage.stage in closed]


def _stage(fact: StageChanged) -> Stage:
    offices = tuple(fact.canary_offices)
    return Stage(fact.programme, fact.stage, offices, fact.canary_percent)


def _wake_each(row: Wakes, due: Mapping[Key, Any], working: WorkingSet, now: datetime) -> int:
    decided = 0
    for key, state in due.items():
        try:
            new, facts = row.wake(state, now)
        except Exception as error:  # noqa: BLE001 - a defect in one state stops no other's clock
            log.warning("wake.failed", error=safe_error(error), state=type(state).__name__)
            continue
        working.put(row.state, key, new, facts)
        decided += 1
    return decided
