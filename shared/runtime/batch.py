"""One batch on its way through a transaction: claim, gate, load, decide, hold back, write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from shared.contracts.operations import StageChanged
from shared.runtime.announce import Announced
from shared.runtime.crash_points import reached
from shared.runtime.decision import BrokenRule, Key
from shared.runtime.delivery import Delivery
from shared.runtime.gate import held_because
from shared.runtime.ports import HeldFact, Surroundings, Transaction
from shared.runtime.working_set import WorkingSet

if TYPE_CHECKING:
    from shared.runtime.engine import Engine


class Handled(NamedTuple):
    """What became of a batch.

    ``broken`` are the codes of the dead letters since the last fact that could be applied; a sender's
    unreadable bytes are no failure of ours and do not count.
    """

    applied: int = 0
    duplicates: int = 0
    held: int = 0
    unreadable: int = 0
    broken: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """The working set of a transaction, with what it holds back."""

    working: WorkingSet
    held: list[HeldFact] = field(default_factory=list)
    stages: list[Delivery] = field(default_factory=list)


class Intake:
    """Takes deliveries in, in order, inside one transaction of an engine."""

    def __init__(self, engine: Engine, now: datetime, condemned: Mapping[UUID, str]) -> None:
        self._engine, self._now, self._condemned = engine, now, condemned
        self._batch = Batch(WorkingSet())
        self._blocked: dict[tuple[str, str], str] = {}
        self._applied = self._unreadable = 0
        self._broken: list[str] = []

    async def take_in(self, transaction: Transaction, deliveries: Sequence[Delivery]) -> Handled:
        """Claim what is new, apply or hold it, write everything."""
        fresh = await self._claim(transaction, deliveries)
        around = await transaction.surroundings({_place(d) for d in fresh if d.order_key})
        self._blocked.update(around.held_keys)
        passing = Surroundings(around.stages, self._blocked)
        await self._load(transaction, fresh)
        for delivery in fresh:
            self._take(delivery, passing)
        return await self._finish(transaction, len(deliveries) - len(fresh))

    async def take_again(self, transaction: Transaction, held: Sequence[HeldFact]) -> Handled:
        """Apply held facts, which the inbox knows already; they keep their place if they must wait."""
        again = [self._engine.holds_back.read_again(fact) for fact in held]
        await self._load(transaction, again)
        for delivery, fact in zip(again, held, strict=True):
            self._take_again(delivery, fact.place)
        return await self._finish(transaction, 0)

    async def _claim(
        self, transaction: Transaction, deliveries: Sequence[Delivery]
    ) -> list[Delivery]:
        new = await transaction.claim([d.delivery_id for d in deliveries], self._now)
        reached("consumer.after_inbox")
        fresh = []
        for delivery in deliveries:
            if delivery.delivery_id in new:
                new.discard(delivery.delivery_id)  # a second copy in this batch is a duplicate
                fresh.append(delivery)
        return fresh

    async def _load(self, transaction: Transaction, deliveries: Collection[Delivery]) -> None:
        keys: dict[type[Any], set[Key]] = defaultdict(set)
        for delivery in deliveries:
            if delivery.fact is not None:
                for _, kind, find_key in self._rows(delivery):
                    keys[kind].add(find_key(delivery.fact))
        for kind in sorted(keys, key=lambda kind: kind.__name__):
            self._batch.working.add_loaded(kind, await transaction.load(kind, keys[kind]))
        reached("consumer.after_load")

    def _rows(self, delivery: Delivery) -> Sequence[Any]:
        assert delivery.envelope is not None
        return self._engine.subscriptions.deciders(delivery.envelope.type)

    def _take(self, delivery: Delivery, around: Surroundings) -> None:
        if delivery.unreadable is not None:
            self._set_unreadable_aside(delivery)
        elif isinstance(delivery.fact, StageChanged):
            self._batch.stages.append(delivery)
        elif waits_for := held_because(delivery, around, self._engine.programmes):
            self._hold(delivery, waits_for)
        else:
            self._apply(delivery)

    def _take_again(self, delivery: Delivery, place: int) -> None:
        if delivery.unreadable is not None:
            self._set_unreadable_aside(delivery)
        elif _place(delivery) in self._blocked:
            self._hold(delivery, "behind", place=place)
        else:
            self._apply(delivery, place)

    def _apply(self, delivery: Delivery, place: int = 0) -> None:
        assert delivery.fact is not None
        assert delivery.envelope is not None
        condemned = self._condemned.get(delivery.delivery_id)
        if condemned is not None:
            self._bury(delivery, condemned, "", place)
            return
        try:
            self._batch.working.apply(
                self._rows(delivery),
                delivery.fact,
                delivery.envelope,
                delivery.delivery_id,
                self._now,
            )
            self._applied += 1
            self._broken.clear()
        except BrokenRule as rule:
            self._bury(delivery, rule.code, rule.pointer, place)

    def _bury(self, delivery: Delivery, code: str, pointer: str, place: int) -> None:
        """A broken rule: dead letter; what follows under the same key is parked behind it."""
        held = self._hold(delivery, "operator", code, pointer, place=place)
        self._announce_dead_letter(delivery, held)
        self._broken.append(code)

    def _set_unreadable_aside(self, delivery: Delivery) -> None:
        """Unreadable bytes say nothing of a key, so they hold nothing else up."""
        assert delivery.unreadable is not None
        held = self._hold(
            delivery, "operator", delivery.unreadable.code, delivery.unreadable.pointer
        )
        self._announce_dead_letter(delivery, held)
        if delivery.is_submission:
            self._unreadable += 1
        else:
            self._broken.append(delivery.unreadable.code)
        answer = self._engine.subscriptions.answers_unreadable
        if answer is not None and delivery.is_submission:
            self._announce(delivery, answer(delivery.unreadable, self._now))

    def _announce_dead_letter(self, delivery: Delivery, held: HeldFact) -> None:
        self._announce(delivery, [self._engine.holds_back.dead_letter(delivery, held)])

    def _announce(self, delivery: Delivery, announcements: Sequence[Any]) -> None:
        self._batch.working.announced.extend(
            Announced(announcement, delivery.envelope, delivery.delivery_id)
            for announcement in announcements
        )

    def _hold(
        self, delivery: Delivery, waits_for: str, code: str = "", pointer: str = "", place: int = 0
    ) -> HeldFact:
        held = self._engine.holds_back.hold(delivery, self._now, waits_for, code, pointer)
        self._batch.held.append(held._replace(place=place))
        if held.order_key:
            self._blocked[_place(delivery)] = waits_for
        return held

    async def _finish(self, transaction: Transaction, duplicates: int) -> Handled:
        reached("consumer.after_decide")
        await self._engine.write(transaction, self._batch, self._now)
        held = len(self._batch.held)
        return Handled(self._applied, duplicates, held, self._unreadable, tuple(self._broken))


def _place(delivery: Delivery) -> tuple[str, str]:
    return delivery.record.topic, delivery.order_key
