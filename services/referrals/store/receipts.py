"""Keeping the receipts of those senders who ask for them, in the transaction that issues them."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import orjson

from services.referrals.domain.kept_receipt import KeptReceipt
from shared.contracts.streams import Stream, topic
from shared.runtime.decision import Key
from shared.runtime.ports import OutgoingRow, Store, Transaction


class KeepsReceipts:
    """A store that keeps the receipts of some senders beside the outbox, all or none.

    A fact that was held is answered later, by whoever applies it then: so both the consumer's
    engine and the one behind HTTP have to be on such a store.
    """

    def __init__(self, store: Store, region: str, senders: Collection[str]) -> None:
        self._store, self._senders = store, frozenset(senders)
        self._topic = topic(region, Stream.RECEIPTS)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction of the store behind."""
        async with self._store.transaction() as transaction:
            yield cast("Transaction", _Keeping(transaction, self._topic, self._senders))


class _Keeping:
    """A transaction that looks at what is announced, and is otherwise the one behind it."""

    def __init__(self, inner: Transaction, topic_: str, senders: Collection[str]) -> None:
        self._inner, self._topic, self._senders = inner, topic_, senders

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        return getattr(self._inner, name)

    async def announce(self, rows: Sequence[OutgoingRow]) -> None:
        """Announce, and keep the receipts among it that somebody may ask for."""
        await self._inner.announce(rows)
        kept = [self._kept(row.value) for row in rows if row.topic == self._topic]
        new: dict[Key, KeptReceipt] = {one.receipt_id: one for one in kept if one is not None}
        if new:
            await self._inner.save(KeptReceipt, new, {})

    def _kept(self, value: bytes) -> KeptReceipt | None:
        said = orjson.loads(value)
        if said["event_source"] not in self._senders:
            return None
        return KeptReceipt(UUID(said["receipt_id"]), said["event_source"], value.decode())
