"""One batch on its way through a transaction: claim, gate, load, decide, hold back, write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from shared.contracts.fact import Fact
from shared.contracts.operations import StageChanged
from shared.contracts.unreadable import Unreadable
from shared.runtime.announce import Announced
from shared.runtime.crash_points import reached
from shared.runtime.decision import BrokenRule, Key
from shared.runtime.delivery import Delivery
from shared.runtime.gate import held_because
from shared.runtime.ports import HeldFact, Surroundings, Transaction
from shared.runtime.working_set import Row, WorkingSet

if TYPE_CHECKING:
    from shared.runtime.engine import Engine


class Handled(NamedTuple):
    """What became of a batch.

    ``broken`` are the codes of the dead letters since the last sound fact; a sender's unreadable
    bytes are no failure of ours and do not count. ``sound`` says whether there was a sound fact:
    one that was applied, or that only waits for its programme's stage.
    """

    applied: int = 0
    duplicates: int = 0
    held: int = 0
    unreadable: int = 0
    broken: tuple[str, ...] = ()
    sound: bool = False


@dataclass(slots=True)
class Batch:
    """The working set of a transaction, with what it holds back."""

    working: WorkingSet
    held: list[HeldFact] = field(default_factory=list)
    stages: list[StageChanged] = field(default_factory=list)


class Intake:
    """Takes deliveries in, in order, inside one transaction of an engine."""

    def __init__(self, engine: Engine, now: datetime, condemned: Mapping[UUID, str]) -> None:
        self._engine, self._now, self._condemned = engine, now, condemned
        self._batch = Batch(WorkingSet())
        self._blocked: dict[tuple[str, str], str] = {}
        self._applied = self._unreadable = 0
        self._sound = False
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
        """Apply held facts, which the inbox knows; those that must wait on keep their place."""
        again = [self._engine.holds_back.read_again(fact) for fact in held]
        await self._load(transaction, again)
        for delivery, fact in zip(again, held, strict=True):
            self._take_again(delivery, fact)
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
                for _, kind, find_key in self._rows(delivery.fact):
                    keys[kind].add(find_key(delivery.fact))
        for kind in sorted(keys, key=lambda kind: kind.__name__):
            self._batch.working.add_loaded(kind, await transaction.load(kind, keys[kind]))
        reached("consumer.after_load")

    def _rows(self, fact: Fact) -> Sequence[Row]:
        return self._engine.subscriptions.deciders(fact.TYPE)

    def _take(self, delivery: Delivery, around: Surroundings) -> None:
        if delivery.unreadable is not None:
            self._set_unreadable_aside(delivery, delivery.unreadable)
        elif isinstance(delivery.fact, StageChanged):
            self._batch.stages.append(delivery.fact)
        elif waits_for := held_because(delivery, around, self._engine.programmes):
            self._hold(delivery, waits_for)
            if waits_for == "stage":
                self._found_sound()
        else:
            self._apply(delivery)

    def _take_again(self, delivery: Delivery, held: HeldFact) -> None:
        if delivery.unreadable is not None and held.code:  # replayed: its sender has an answer
            code, pointer = delivery.unreadable.code, delivery.unreadable.pointer
            self._hold(delivery, "operator", code, pointer, place=held.place)
        elif delivery.unreadable is not None:
            self._set_unreadable_aside(delivery, delivery.unreadable)
        elif _place(delivery) in self._blocked:
            self._hold(delivery, "behind", place=held.place)
        else:
            self._apply(delivery, held.place)

    def _apply(self, delivery: Delivery, place: int = 0) -> None:
        condemned = self._condemned.get(delivery.delivery_id)
        if condemned is not None:
            self._bury(delivery, condemned, "", place)
            return
        envelope, fact = delivery.content
        try:
            self._batch.working.apply(
                self._rows(fact), fact, envelope, delivery.delivery_id, self._now
            )
            self._applied += 1
            self._found_sound()
        except BrokenRule as rule:
            self._bury(delivery, rule.code, rule.pointer, place)

    def _found_sound(self) -> None:
        """A fact that nothing is wrong with ends a row of dead letters, even if it has to wait."""
        self._sound = True
        self._broken.clear()

    def _bury(self, delivery: Delivery, code: str, pointer: str, place: int) -> None:
        """A broken rule: dead letter; what follows under the same key is parked behind it."""
        held = self._hold(delivery, "operator", code, pointer, place=place)
        self._announce_dead_letter(delivery, held)
        self._broken.append(code)

    def _set_unreadable_aside(self, delivery: Delivery, why: Unreadable) -> None:
        """Unreadable bytes say nothing of a key, so they hold nothing else up."""
        held = self._hold(delivery, "operator", why.code, why.pointer)
        self._announce_dead_letter(delivery, held)
        if delivery.is_submission:
            self._unreadable += 1
        else:
            self._broken.append(why.code)
        answer = self._engine.subscriptions.answers_unreadable
        if answer is not None and delivery.is_submission:
            self._announce(delivery, answer(why, self._now))

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
        broken = tuple(self._broken)
        return Handled(self._applied, duplicates, held, self._unreadable, broken, sound=self._sound)


def _place(delivery: Delivery) -> tuple[str, str]:
    return delivery.record.topic, delivery.order_key
