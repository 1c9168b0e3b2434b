"""The verdict that referrals would publish on an event, had without Kafka and without a database.

It is not a second set of rules: the service's own table runs on the service's own engine, on a
store in memory.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple
from uuid import UUID

import orjson

from deploy.cli.event_files import FoundEvent
from services.referrals.store.tables import STATES
from services.referrals.subscribes import listens_to
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.streams import Stream, topic
from shared.privacy.keyring import Keyring
from shared.privacy.pseudonyms import pseudonym
from shared.runtime.delivery import Delivery, receive
from shared.runtime.gate import programme_of
from shared.runtime.ports import Stage
from shared.runtime.wiring import assemble_engine
from shared.testing.memory_store import MemoryStore

_BATCH = 500
_SAME_AGAIN = "The same event again: no second receipt. Nothing to do."
_SAME_NAME = (
    "Another event above has the same id and source, so this one would be taken for its copy and"
    " not be looked at. Give it an id of its own."
)


class Verdict(NamedTuple):
    """What a sender would be told about one event of a file.

    ``verdict`` is that of the receipt, or ``duplicate`` where there would be none; ``is_safe`` says
    whether the event does what its sender means it to do.
    """

    file: str
    line: int
    id: str | None
    verdict: str
    code: str
    pointer: str = ""
    rule: str = ""
    hint: str = ""

    @property
    def is_safe(self) -> bool:
        """Whether nothing of what was sent is refused or lost."""
        return self.verdict == "accepted" or self.code == "same_event_again"


class OfflineRecord(NamedTuple):
    """An event in the shape of the Kafka record that it would be."""

    topic: str
    offset: int
    value: bytes
    partition: int = 0
    key: bytes | None = None
    headers: Sequence[tuple[str, bytes]] = ()


def verdicts(events: Iterable[FoundEvent], region: str, now: datetime) -> Iterator[Verdict]:
    """Yield the verdict on each event, in order, as if all programmes were live in the region."""
    desk = _Desk(region, now)
    remaining = iter(events)
    with asyncio.Runner() as runner:
        while batch := list(islice(remaining, _BATCH)):
            yield from runner.run(desk.judge(batch))


class _Desk:
    """The referrals service on a store in memory."""

    def __init__(self, region: str, now: datetime) -> None:
        keyring = Keyring.generate(region)
        self._store = MemoryStore({stored.kind: stored.key for stored in STATES})
        table = listens_to(partial(pseudonym, keyring))
        self._engine = assemble_engine("referrals", region, table, self._store, keyring)
        self._inbound = topic(region, Stream.INBOUND)
        self._receipts = topic(region, Stream.RECEIPTS)
        self._now = now
        self._live: set[str] = set()
        self._seen: dict[UUID, object] = {}

    async def judge(self, events: Sequence[FoundEvent]) -> list[Verdict]:
        """Return the verdicts on a batch of events."""
        records = [OfflineRecord(self._inbound, e.line, e.value) for e in events]
        deliveries = [receive(record) for record in records]
        await self._open_programmes(deliveries)
        await self._engine.handle(records, self._now)
        receipts = self._take_receipts()
        return [
            self._verdict(event, delivery, receipts)
            for event, delivery in zip(events, deliveries, strict=True)
        ]

    async def _open_programmes(self, deliveries: Iterable[Delivery]) -> None:
        """Open every programme that is named, since nothing is decided while one is closed."""
        named = {programme_of(delivery) for delivery in deliveries} - self._live
        async with self._store.transaction() as transaction:
            for programme in named:
                await transaction.change_stage(Stage(programme, "live"))
        self._live |= named

    def _take_receipts(self) -> dict[UUID, ReceiptIssued]:
        contents = self._store.contents
        rows = [row for row in contents.outbox.values() if row.topic == self._receipts]
        contents.outbox.clear()
        contents.held.clear()
        receipts = map(ReceiptIssued.model_validate_json, (row.value for row in rows))
        return {receipt.receipt_id: receipt for receipt in receipts}

    def _verdict(
        self, event: FoundEvent, delivery: Delivery, receipts: dict[UUID, ReceiptIssued]
    ) -> Verdict:
        event_id = delivery.envelope.id if delivery.envelope else None
        content = _content(event.value)
        if delivery.delivery_id in self._seen:
            is_copy = self._seen[delivery.delivery_id] == content
            code, hint = (
                ("same_event_again", _SAME_AGAIN) if is_copy else ("id_used_twice", _SAME_NAME)
            )
            return Verdict(event.file, event.line, event_id, "duplicate", code, "/id", hint=hint)
        self._seen[delivery.delivery_id] = content
        said = receipts[delivery.delivery_id]
        return Verdict(
            event.file,
            event.line,
            event_id,
            said.verdict,
            said.code,
            said.pointer,
            said.rule,
            said.hint,
        )


def _content(value: bytes) -> object:
    """Return what tells copies from different events: the document, not how it is written."""
    try:
        return orjson.dumps(orjson.loads(value), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        return value
