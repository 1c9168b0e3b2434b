"""Bytes and events that nobody should have to deal with, and what must become of each."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from shared.contracts.cloudevents import binary_headers
from shared.contracts.envelope import MAX_BYTES, Envelope
from shared.contracts.inbound import WithdrawalSubmitted
from shared.contracts.operations import StageChanged
from shared.contracts.referrals import OfferMade, ReferralWithdrawn
from shared.contracts.streams import Stream, topic
from shared.testing.simulated_store import SimulatedStore
from shared.testing.simulation.mailbag import INBOUND, Mailbag
from shared.testing.simulation.parcels import EventName, Parcel, parcel_of
from shared.testing.simulation.plan import LASTS, REGION, Plan

SENDER = "/poison/sender"
INTRUDER = "/poison/intruder"
DEFECT = "host_of_the_defect"
"""A host whose offers make every handler of them fail."""
STUMBLE = "host_of_the_stumble"
"""A host whose offers make a handler fail at the first try only."""
REFUSED = SimulatedStore.UNLOVED.decode()
"""A host whose circles the database refuses."""

_OFFERS = topic(REGION, Stream.OFFERS)
_REFERRALS = topic(REGION, Stream.REFERRALS)


class Intrusion(NamedTuple):
    """An event on an open stream that must become a dead letter of a service, with this code."""

    name: EventName
    service: str
    code: str


class Poisoner:
    """Sends what is broken in every way that we know of."""

    def __init__(self, plan: Plan, mailbag: Mailbag, random: Random) -> None:
        self._plan, self._mailbag, self._random = plan, mailbag, random
        self._count = 0
        self.intrusions: list[Intrusion] = []

    def begin(self) -> None:
        """Enter as many poisonings as the plan wants, at any time."""
        kinds: Sequence[Callable[[datetime], None]] = (
            self._poison_inbound,
            self._poison_inbound,
            self._poison_open_stream,
            self._intrude_with_offers,
        )
        for _ in range(self._plan.poison):
            at = self._plan.start + self._random.random() * 0.8 * LASTS
            self._random.choice(kinds)(at)

    def _poison_inbound(self, at: datetime) -> None:
        envelope = self._envelope(WithdrawalSubmitted.TYPE, SENDER)
        fact = WithdrawalSubmitted(
            reference=envelope.id, programme=self._plan.programme.code, office="JCP00", reason="x"
        )
        sound = parcel_of(fact, envelope, INBOUND)
        parcel, is_named = self._random.choice(_SPOILINGS)(sound)
        self._mailbag.send(parcel, envelope if is_named else None, at)

    def _poison_open_stream(self, at: datetime) -> None:
        """An incompatible producer: a fact of ours without most of its fields."""
        envelope = self._envelope(ReferralWithdrawn.TYPE, INTRUDER)
        parcel = Parcel(_REFERRALS, envelope.id.encode(), b'{"v":2}', binary_headers(envelope))
        self._put(parcel, at)
        for service in ("matching", "reporting"):
            name = envelope.source, envelope.id
            self.intrusions.append(Intrusion(name, service, "schema_invalid"))

    def _intrude_with_offers(self, at: datetime) -> None:
        """An offer that breaks a rule, or a handler, or the store; then a sound one of its key."""
        host, seats, code = self._random.choice(
            (
                ("host_1", 9, "seats_outside_programme_bounds"),
                (DEFECT, 5, "handler_failed"),
                (REFUSED, 5, "store_refused"),
                (STUMBLE, 5, ""),
            )
        )
        first = self._offer(host, seats, at)
        name = self._send_offer(first, at)
        if not code:
            return
        self.intrusions.append(Intrusion(name, "matching", code))
        second = first.model_copy(update={"host": "host_1", "seats_min": 4, "seats_max": 8})
        self._send_offer(second, at + timedelta(hours=1))

    def _offer(self, host: str, seats: int, at: datetime) -> OfferMade:
        return OfferMade(
            offer_id=UUID(int=self._random.getrandbits(128)),
            programme=self._plan.programme.code,
            area=self._plan.areas[0],
            track="general",
            host=host,
            venue="Some room",
            seats_min=seats,
            seats_max=seats,
            first_session_at=at + timedelta(days=20),
            confirm_by=at + timedelta(days=15),
        )

    def _send_offer(self, offer: OfferMade, at: datetime) -> EventName:
        envelope = self._envelope(OfferMade.TYPE, INTRUDER)._replace(partitionkey=offer.key)
        self._put(parcel_of(offer, envelope, _OFFERS), at)
        return envelope.source, envelope.id

    def _put(self, parcel: Parcel, at: datetime) -> None:
        self._mailbag.schedule.at(at, lambda: parcel.put_into(self._mailbag.log))

    def _envelope(self, event_type: str, source: str) -> Envelope:
        self._count += 1
        return Envelope(id=f"poison-{self._count}", source=source, type=event_type)


Spoiled = tuple[Parcel, bool]
"""The spoiled parcel, and whether it still says which event it is."""


def _header(parcel: Parcel, name: str, value: bytes) -> Parcel:
    """Return the parcel with this value of a header, at the end where no later one replaces it."""
    kept = [(k, v) for k, v in parcel.headers if k != name]
    return parcel._replace(headers=[*kept, (name, value)])


_STAGE = b'{"programme":"p7k2","stage":"off"}'
"""A sound fact, but not on a stream where senders write."""

_SPOILINGS: Sequence[Callable[[Parcel], Spoiled]] = (
    lambda p: (p._replace(value=(p.key or b"") + b"\xff\x00", headers=[]), False),
    lambda p: (p._replace(value=None), False),
    lambda p: (p._replace(value=b"x" * (MAX_BYTES + 1)), False),
    lambda p: (_header(p, "ce_source", b"\xff\xfe"), False),
    lambda p: (_header(p, "ce_id", b""), False),
    lambda p: (_header(p, "ce_id", b"spaces are not allowed"), False),
    lambda p: (_header(p, "content-type", b"application/cloudevents-batch+json"), False),
    lambda p: (p._replace(value=b'{"id":"1"}', headers=[]), False),
    lambda p: (_header(p, "ce_specversion", b"0.3"), True),
    lambda p: (_header(p, "ce_type", b"inroads.referral.invented.v1"), True),
    lambda p: (_header(p, "ce_type", ReferralWithdrawn.TYPE.encode()), True),
    lambda p: (_header(p, "ce_type", StageChanged.TYPE.encode())._replace(value=_STAGE), True),
    lambda p: (p._replace(value=b"{"), True),
    lambda p: (p._replace(value=b"null"), True),
    lambda p: (p._replace(value=b'{"reference":"AB123456C"}'), True),
)
