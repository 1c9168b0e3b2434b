"""What comes by HTTP is decided at once, on the path of every other event: one verdict for each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import orjson

from services.referrals.domain.kept_receipt import KeptReceipt
from services.referrals.handlers.answer_unreadable import answer_unreadable
from services.referrals.publishes import Answer
from shared.clock import Clock
from shared.contracts.streams import Stream, topic
from shared.runtime.decision import Key
from shared.runtime.delivery import Delivery, receive
from shared.runtime.engine import Engine

_WAITS = (
    "It is kept, and is answered when its turn comes: its programme may not be open yet. Ask for"
    " the receipt, or send the same again; it counts once."
)


class Verdict(NamedTuple):
    """What is said of one event; ``waiting`` where there is no receipt yet. No value of it."""

    receipt_id: str
    verdict: str
    code: str
    pointer: str = ""
    rule: str = ""
    hint: str = ""
    mentor_id: str | None = None
    advocate_id: str | None = None
    employer_id: str | None = None


class HttpRecord(NamedTuple):
    """An event in the shape of the Kafka record that it could have come as."""

    topic: str
    value: bytes
    key: bytes | None = None
    headers: Sequence[tuple[str, bytes]] = ()
    partition: int = -1
    offset: int = -1


class Submissions:
    """Takes events in through the service's own engine: inbox, decision and receipt together.

    An event that cannot be read is answered and not kept: who sent it is there to hear it.
    """

    def __init__(self, engine: Engine, clock: Clock, region: str) -> None:
        self._engine, self._clock = engine, clock
        self._topic = topic(region, Stream.INBOUND)

    def read(self, event: bytes) -> Delivery:
        """Return an event as it would be read; never raises."""
        return receive(HttpRecord(self._topic, event))

    async def submit(self, deliveries: Sequence[Delivery]) -> Sequence[Verdict]:
        """Return the verdict on each; those that were answered before are not decided again."""
        ids = {d.delivery_id for d in deliveries if d.unreadable is None}
        known = await self._answers(ids)
        fresh = [d for d in deliveries if d.unreadable is None and d.delivery_id not in known]
        if fresh:
            await self._engine.handle([d.record for d in fresh], self._clock.now())
            known = await self._answers(ids)
        return [self._verdict(delivery, known) for delivery in deliveries]

    async def receipt(self, receipt_id: UUID, sender: str) -> Verdict | None:
        """Return what this sender was answered; ``None`` if nothing was, or to somebody else."""
        kept = (await self._answers({receipt_id})).get(receipt_id)
        return _said(kept) if kept is not None and kept.sender == sender else None

    async def _answers(self, ids: set[UUID]) -> Mapping[Key, KeptReceipt]:
        return await self._engine.recall(KeptReceipt, sorted(ids))

    def _verdict(self, delivery: Delivery, known: Mapping[Key, KeptReceipt]) -> Verdict:
        if delivery.unreadable is not None:
            (told,) = answer_unreadable(delivery.unreadable, self._clock.now())
            if not isinstance(told, Answer):
                raise TypeError("what cannot be read is answered by an Answer")
            return Verdict("", told.verdict, told.code, told.pointer, told.rule, told.hint)
        kept = known.get(delivery.delivery_id)
        if kept is None:
            return Verdict(str(delivery.delivery_id), "waiting", "no_answer_yet", hint=_WAITS)
        return _said(kept)


def _said(kept: KeptReceipt) -> Verdict:
    receipt = orjson.loads(kept.said)
    return Verdict(**{name: receipt[name] for name in Verdict._fields if name in receipt})
