"""Effects: what was accepted happened, what was refused did not, everybody accepted has a place."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from shared.contracts.matching import MemberJoined, MemberLeft, ReferralWaitlisted
from shared.contracts.referrals import (
    ReceiptIssued,
    ReferralAccepted,
    ReferralMoved,
    ReferralRejected,
    ReferralWithdrawn,
)
from shared.contracts.scheduling import ParticipationCompleted
from shared.contracts.streams import Stream
from shared.testing.invariants.delivery import kept_ids
from shared.testing.simulation.history import History
from shared.testing.simulation.plan import REGION

_ANSWERS = frozenset({Stream.RECEIPTS, Stream.DEAD_LETTERS})


class Place(NamedTuple):
    """Where matching has somebody: waiting in an area, or with a seat there."""

    area: str
    circle_id: UUID | None


def accepted_happened_and_refused_did_not(history: History) -> Iterator[str]:
    """An accepted event caused facts; any other caused none that somebody acts on."""
    caused = _caused_by_inbound(history)
    for fact in history.facts(Stream.RECEIPTS):
        if isinstance(fact, ReceiptIssued):
            name = fact.event_id or ""
            if fact.verdict == "accepted" and not caused[name]:
                yield f"{fact.event_type} was accepted ({fact.code}) and nothing happened"
            if fact.verdict != "accepted" and caused[name] - {ReferralRejected.TYPE}:
                yield f"{fact.event_type} was {fact.verdict} and yet {caused[name]} happened"


def everybody_accepted_has_one_place(history: History) -> Iterator[str]:
    """Whoever is accepted waits or sits where they live now; whoever withdrew sits nowhere.

    A circle that is over is forgotten: whoever withdraws then has no seat to give up.
    """
    if history.plan.ends_closed:
        return
    kept = {
        event.delivery.order_key
        for event in history.on(Stream.REFERRALS)
        if event.delivery.delivery_id
        in kept_ids(history.services["matching"]) | history.operator.discarded
    }
    over = {
        fact.circle_id
        for fact in history.facts(Stream.SESSIONS)
        if isinstance(fact, ParticipationCompleted)
    }
    places = _places(history)
    for referral, area in _homes(history).items():
        if str(referral) in kept:
            continue
        place = places.get(referral)
        if area is None and place and place.circle_id and place.circle_id not in over:
            yield f"{referral} withdrew and still has a seat"
        if area is not None and (place is None or place.area != area):
            yield f"{referral} lives in {area} and has {place}"


def _caused_by_inbound(history: History) -> Mapping[str, set[str]]:
    """Return which types of fact each submitted event caused, answers left out."""
    caused: dict[str, set[str]] = defaultdict(set)
    for event in history.events:
        envelope, fact = event.delivery.envelope, event.delivery.fact
        if envelope is None or fact is None or fact.STREAM in _ANSWERS:
            continue
        if envelope.source == f"/inroads/{REGION}/referrals":
            caused[envelope.causationid].add(envelope.type)
    return caused


def _homes(history: History) -> Mapping[UUID, str | None]:
    """Return where every accepted referral waits to be helped; ``None`` after it was withdrawn."""
    homes: dict[UUID, str | None] = {}
    for fact in history.facts(Stream.REFERRALS):
        if isinstance(fact, ReferralAccepted | ReferralMoved):
            homes[fact.referral_id] = fact.area
        elif isinstance(fact, ReferralWithdrawn):
            homes[fact.referral_id] = None
    return homes


def _places(history: History) -> Mapping[UUID, Place | None]:
    places: dict[UUID, Place | None] = {}
    for fact in history.said_by("matching"):
        if isinstance(fact, ReferralWaitlisted | MemberJoined):
            circle_id = fact.circle_id if isinstance(fact, MemberJoined) else None
            places[fact.referral_id] = Place(fact.area, circle_id)
        elif isinstance(fact, MemberLeft):
            places[fact.referral_id] = None
    return places
