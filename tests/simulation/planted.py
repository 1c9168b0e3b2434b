"""Bugs put into the system on purpose: a checker that never failed proves nothing.

Each is a patch of one method while its block lasts. None of it can be switched on in service.
"""

# ruff: noqa: ANN401 - a bug takes whatever the method takes

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

import services.matching.subscribes as matching
import services.reporting.subscribes as reporting
from services.matching.domain.circle import Circle
from services.matching.domain.pool import pool_id
from services.notifications.domain.message import Message
from services.notifications.domain.sending import decide_sending
from services.notifications.jobs import judging, send_due
from services.reporting.domain.journey import Journey
from services.reporting.handlers.record_acceptance import record_acceptance
from shared.contracts.referrals import ReceiptIssued, ReferralAccepted
from shared.ids import derived
from shared.runtime import batch, gate
from shared.runtime.batch import Intake
from shared.runtime.decision import Cause
from shared.runtime.delivery import Delivery
from shared.runtime.engine import Engine
from shared.runtime.gate import held_because
from shared.runtime.ports import HeldFact, OutgoingRow, Surroundings
from shared.runtime.subscriptions import Hears, Subscriptions
from shared.testing.memory_store import MemoryTransaction
from shared.testing.replaced import replaced
from shared.testing.simulated_consumer import SimulatedConsumer
from shared.testing.simulated_log import LogRecord
from shared.testing.simulated_relay import SimulatedRelay
from shared.testing.simulated_service import SimulatedService
from shared.testing.simulated_store import SimulatedTransaction


class PlantedBug(NamedTuple):
    """A bug, and the name of the invariant that must see it."""

    plant: Callable[[], AbstractContextManager[None]]
    invariant: str
    seen_in: int = 0
    """A seed that shows it: tried first, then all others."""

    @property
    def name(self) -> str:
        return self.plant.__name__


def no_inbox() -> AbstractContextManager[None]:
    async def claim(_: MemoryTransaction, ids: Sequence[UUID], _now: datetime) -> set[UUID]:
        return set(ids)

    return replaced(MemoryTransaction, "claim", claim)


def inbox_outside_the_transaction() -> AbstractContextManager[None]:
    real = MemoryTransaction.claim

    async def claim(self: SimulatedTransaction, ids: Sequence[UUID], now: datetime) -> set[UUID]:
        new = await real(self, ids, now)
        self._store.contents.inbox.update(dict.fromkeys(new, now))
        return new

    return replaced(MemoryTransaction, "claim", claim)


def inbox_forgets_after_two_days() -> AbstractContextManager[None]:
    real = MemoryTransaction.claim

    async def claim(self: MemoryTransaction, ids: Sequence[UUID], now: datetime) -> set[UUID]:
        inbox = self.contents.inbox
        for old in [i for i, at in inbox.items() if at < now - timedelta(days=2)]:
            del inbox[old]
        return await real(self, ids, now)

    return replaced(MemoryTransaction, "claim", claim)


def second_copy_in_a_batch_counts() -> AbstractContextManager[None]:
    async def claim(
        self: Intake, transaction: MemoryTransaction, deliveries: Sequence[Delivery]
    ) -> list[Delivery]:
        new = await transaction.claim([d.delivery_id for d in deliveries], self._now)
        return [d for d in deliveries if d.delivery_id in new]

    return replaced(Intake, "_claim", claim)


def offsets_before_the_transaction() -> AbstractContextManager[None]:
    real = SimulatedConsumer.fetch

    def fetch(self: SimulatedConsumer, most: int) -> list[LogRecord]:
        records = real(self, most)
        self.done_with(records)
        self.commit()
        return records

    return replaced(SimulatedConsumer, "fetch", fetch)


def relay_reads_ids_after_the_last() -> AbstractContextManager[None]:
    last: dict[int, int] = {}

    def unsent(self: SimulatedRelay, most: int) -> list[tuple[int, OutgoingRow]]:
        outbox = self._store.contents.outbox
        numbers = sorted(n for n in outbox if n > last.get(id(self), 0))[:most]
        return [(number, outbox[number]) for number in numbers]

    def delete(self: SimulatedRelay, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._store.contents.outbox.pop(number, None)
        last[id(self)] = numbers[-1]

    return _all(
        replaced(SimulatedRelay, "_unsent", unsent), replaced(SimulatedRelay, "_delete", delete)
    )


def relay_skips_what_commits_late() -> AbstractContextManager[None]:
    """It finds it again at its next look at everything, but out of order by then."""

    def delete(self: SimulatedRelay, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._store.contents.outbox.pop(number, None)
        self._hint = numbers[-1]

    return replaced(SimulatedRelay, "_delete", delete)


def relay_deletes_before_the_acknowledgment() -> AbstractContextManager[None]:
    real = SimulatedRelay._send

    def send(self: SimulatedRelay, batches: list[list[tuple[int, OutgoingRow]]]) -> None:
        self._delete(sorted(number for rows in batches for number, _ in rows))
        real(self, batches)

    return replaced(SimulatedRelay, "_send", send)


def relay_sends_the_newest_first() -> AbstractContextManager[None]:
    real = SimulatedRelay._by_partition

    def by_partition(self: SimulatedRelay, rows: list[tuple[int, OutgoingRow]]) -> Any:
        return real(self, rows[::-1])

    return replaced(SimulatedRelay, "_by_partition", by_partition)


def relay_stamps_what_it_sends() -> AbstractContextManager[None]:
    real = SimulatedRelay._append
    sent = [0]

    def append(self: SimulatedRelay, rows: list[tuple[int, OutgoingRow]]) -> None:
        sent[0] += 1
        stamp = {"ce_sentnumber": str(sent[0])}
        stamped = [
            (n, row._replace(headers=orjson.dumps(orjson.loads(row.headers) | stamp)))
            for n, row in rows
        ]
        real(self, stamped)

    return replaced(SimulatedRelay, "_append", append)


def published_before_the_commit() -> AbstractContextManager[None]:
    real_init = SimulatedService.__init__
    logs: dict[int, Any] = {}

    def init(self: SimulatedService, part: Any, around: Any, *rest: Any) -> None:
        real_init(self, part, around, *rest)
        logs[id(self.store)] = around.log

    async def announce(self: SimulatedTransaction, rows: Sequence[OutgoingRow]) -> None:
        for row in rows:
            headers = [(k, v.encode()) for k, v in orjson.loads(row.headers).items()]
            logs[id(self._store)].append(row.topic, row.key, row.value, headers)
        self.announced += rows

    return _all(
        replaced(SimulatedService, "__init__", init),
        replaced(SimulatedTransaction, "announce", announce),
    )


def numbers_drawn_outside_the_transaction() -> AbstractContextManager[None]:
    real = MemoryTransaction.number

    async def number(self: SimulatedTransaction, keys: Any) -> Any:
        last = await real(self, keys)
        self._store.contents.sequences.update(self.contents.sequences)
        return last

    return replaced(MemoryTransaction, "number", number)


def dead_letter_swallowed() -> AbstractContextManager[None]:
    def bury(self: Intake, _delivery: Delivery, code: str, *_: object) -> None:
        self._broken.append(code)

    return replaced(Intake, "_bury", bury)


def released_out_of_order() -> AbstractContextManager[None]:
    real = MemoryTransaction.take_held

    async def take_held(self: MemoryTransaction, *args: Any) -> list[HeldFact]:
        return (await real(self, *args))[::-1]

    return replaced(MemoryTransaction, "take_held", take_held)


def nothing_is_parked_behind_a_dead_letter() -> AbstractContextManager[None]:
    def held(delivery: Delivery, around: Surroundings, programmes: Any) -> str | None:
        waiting = {k: why for k, why in around.held_keys.items() if why == "stage"}
        return held_because(delivery, around._replace(held_keys=waiting), programmes)

    return replaced(batch, "held_because", held)


def stage_ignored() -> AbstractContextManager[None]:
    def held(delivery: Delivery, around: Surroundings, _programmes: Any) -> str | None:
        earlier = around.held_keys.get((delivery.record.topic, delivery.order_key))
        return "behind" if earlier else None

    return replaced(batch, "held_because", held)


def canary_ignored() -> AbstractContextManager[None]:
    return replaced(gate, "_is_canary", lambda _fact, _stage: True)


def time_ignores_stages() -> AbstractContextManager[None]:
    async def everything(_self: Engine, transaction: MemoryTransaction) -> list[str]:
        return list((await transaction.surroundings(())).stages)

    return replaced(Engine, "_open_programmes", everything)


def receipt_per_delivery() -> AbstractContextManager[None]:
    real = Intake._claim

    async def claim(self: Intake, transaction: Any, deliveries: Sequence[Delivery]) -> Any:
        fresh = await real(self, transaction, deliveries)
        for again in deliveries:
            if again not in fresh and again.is_submission:
                self._announce(again, [_Again()])
        return fresh

    return replaced(Intake, "_claim", claim)


class _Again:
    def complete(self, cause: Cause) -> ReceiptIssued:
        event = cause.envelope
        return ReceiptIssued(
            receipt_id=cause.delivery_id,
            event_id=event.id if event else None,
            event_source=event.source if event else None,
            event_type=event.type if event else None,
            verdict="accepted",
            code="again",
        )


def replay_answers_again() -> AbstractContextManager[None]:
    real = Intake._take_again

    def take_again(self: Intake, delivery: Delivery, held: HeldFact) -> None:
        if delivery.unreadable is not None:
            self._set_unreadable_aside(delivery, delivery.unreadable)
        else:
            real(self, delivery, held)

    return replaced(Intake, "_take_again", take_again)


def one_seat_too_many() -> AbstractContextManager[None]:
    return replaced(
        Circle, "free_seats", property(lambda self: self.seats_max + 1 - len(self.members))
    )


def tracks_mixed() -> AbstractContextManager[None]:
    def mixed(programme: str, area: str, _track: str) -> str:
        return pool_id(programme, area, "general")

    return replaced(matching, "pool_id", mixed)


def everybody_counted_twice() -> AbstractContextManager[None]:
    table = reporting.LISTENS_TO
    twin = Hears(
        ReferralAccepted, record_acceptance, Journey, by=lambda f: derived(f.person_id, "twin")
    )
    doubled = Subscriptions(*table.hears, twin, *table.wakes)
    return replaced(reporting, "LISTENS_TO", doubled)


def sent_again_after_a_crash() -> AbstractContextManager[None]:
    def try_again(message: Message, now: datetime) -> Message:
        return replace(message, status="due", due_at=now + timedelta(minutes=1))

    return replaced(send_due, "interrupted", try_again)


def mailed_in_any_stage() -> AbstractContextManager[None]:
    real = decide_sending

    def decide(message: Message, person: Any, _stage: Any, *rest: Any) -> Any:
        return real(message, person, "live", *rest)

    return replaced(judging, "decide_sending", decide)


def _all(*patches: AbstractContextManager[None]) -> AbstractContextManager[None]:
    @contextmanager
    def together() -> Iterator[None]:
        with ExitStack() as stack:
            for patch in patches:
                stack.enter_context(patch)
            yield

    return together()


BUGS: Sequence[PlantedBug] = (
    PlantedBug(no_inbox, "applied_once"),
    PlantedBug(inbox_outside_the_transaction, "nothing_lost"),
    PlantedBug(inbox_forgets_after_two_days, "applied_once"),
    PlantedBug(second_copy_in_a_batch_counts, "applied_once"),
    PlantedBug(offsets_before_the_transaction, "nothing_lost"),
    PlantedBug(relay_reads_ids_after_the_last, "nothing_lost"),
    PlantedBug(relay_skips_what_commits_late, "sequence_contiguous"),
    PlantedBug(relay_deletes_before_the_acknowledgment, "nothing_lost"),
    PlantedBug(relay_sends_the_newest_first, "sequence_contiguous"),
    PlantedBug(relay_stamps_what_it_sends, "one_event_one_content"),
    PlantedBug(published_before_the_commit, "no_ghost_facts"),
    PlantedBug(numbers_drawn_outside_the_transaction, "sequence_contiguous"),
    PlantedBug(dead_letter_swallowed, "dead_letters_account_for_the_rest"),
    PlantedBug(released_out_of_order, "order_per_key"),
    PlantedBug(nothing_is_parked_behind_a_dead_letter, "parked_behind_dead_letter"),
    PlantedBug(stage_ignored, "stages_obeyed"),
    PlantedBug(canary_ignored, "stages_obeyed"),
    PlantedBug(time_ignores_stages, "stages_obeyed", seen_in=21),
    PlantedBug(receipt_per_delivery, "one_receipt_per_event"),
    PlantedBug(replay_answers_again, "one_receipt_per_event"),
    PlantedBug(one_seat_too_many, "seats_never_oversold"),
    PlantedBug(tracks_mixed, "graduates_apart"),
    PlantedBug(everybody_counted_twice, "report_equals_log"),
    PlantedBug(sent_again_after_a_crash, "sent_at_most_once"),
    PlantedBug(mailed_in_any_stage, "mail_obeys_stages", seen_in=104),
)
