"""The events of the benchmark: accepted referrals and host employers' offers, eight to one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from shared.contracts.cloudevents import binary_headers
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.operations import StageChanged
from shared.contracts.referrals import OfferMade, ReferralAccepted
from shared.contracts.streams import topic
from shared.programmes.load import FOLDER, read_areas

PROGRAMME = "p7k2"
PER_OFFER = 9
"""Every ninth event is an offer of eight seats: circles form, fill and are confirmed as they go."""


@dataclass(frozen=True, slots=True)
class Message:
    """A Kafka message to be."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


def facts(region: str, count: int, seed: str, *, invalid_share: float = 0.0) -> list[Message]:
    """Return distinct facts for matching, in every area of the country; a share breaks the contract."""
    draw = Random(seed)
    areas = sorted(read_areas(FOLDER).group("united_kingdom_outside_london").members)
    now = datetime.now(UTC)
    messages = []
    for n in range(count):
        made = _offer(draw, areas, now) if n % PER_OFFER == PER_OFFER - 1 else _referral(draw, areas, now)
        spoilt = draw.random() < invalid_share
        messages.append(_message(region, made, now, draw, spoilt=spoilt))
    return messages


def stage_live(region: str) -> Message:
    """Return the operators' word that the programme is live."""
    fact = StageChanged(programme=PROGRAMME, stage="live")
    return _message(region, fact, datetime.now(UTC), Random("stage"), spoilt=False)


def _message(region: str, fact: Fact, at: datetime, draw: Random, *, spoilt: bool) -> Message:
    envelope = Envelope(
        id=str(_uuid(draw)),
        source=f"/inroads/{region}/referrals",
        type=fact.TYPE,
        subject=fact.key,
        time=at.isoformat(),
        recordedtime=at.isoformat(),
        partitionkey=fact.key,
        sequence=1,
        region=region,
        programme=PROGRAMME,
        correlationid=str(_uuid(draw)),
        causationid=str(_uuid(draw)),
        traceparent=f"00-{draw.getrandbits(128):032x}-{draw.getrandbits(64):016x}-01",
    )
    value = fact.model_dump_json().encode()
    return Message(
        topic(region, fact.STREAM),
        fact.key.encode(),
        value.replace(b'"area":"', b'"area":"no') if spoilt else value,
        binary_headers(envelope),
    )


def _referral(draw: Random, areas: list[str], now: datetime) -> Fact:
    return ReferralAccepted(
        referral_id=_uuid(draw),
        person_id=_uuid(draw),
        programme=PROGRAMME,
        area=draw.choice(areas),
        office="BENCH",
        track="general",
        submitted_on=now.date(),
        rule="p7k2@3",
    )


def _offer(draw: Random, areas: list[str], now: datetime) -> Fact:
    return OfferMade(
        offer_id=_uuid(draw),
        programme=PROGRAMME,
        area=draw.choice(areas),
        track="general",
        host="lantern_software",
        venue="Lantern House, Meeting room 1",
        seats_min=4,
        seats_max=8,
        first_session_at=now + timedelta(days=30),
        confirm_by=now + timedelta(days=25),
    )


def _uuid(draw: Random) -> UUID:
    return UUID(int=draw.getrandbits(128), version=4)
