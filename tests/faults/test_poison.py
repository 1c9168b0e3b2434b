"""Bytes that nobody can read, and facts that cannot be true, harm nobody but themselves."""

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid4, uuid5

import orjson
import pytest

from shared.contracts.inbound import OfferSubmitted
from shared.contracts.referrals import OfferMade
from shared.contracts.streams import Stream
from tests.support import databases
from tests.support.checker import judge, originals
from tests.support.processes import exit_code, start
from tests.support.receipts import Receipts, watching_receipts
from tests.support.regions import RunningRegion
from tests.support.sending import Event, event_of, in_binary_mode
from tests.support.settling import settle, wait_until
from tests.support.workload import PROGRAMME, a_referral, an_offer

HACKNEY = "E09000012"
MEGABYTE = 1_000_000


@pytest.fixture
def tag() -> str:
    return f"p{uuid4().hex[:6]}"


def unreadable(tag: str, faults: RunningRegion) -> list[Event]:
    """Eight ways to be unreadable, each expected to be answered and kept."""
    binary = in_binary_mode(a_referral(f"{tag}-header", HACKNEY))
    bad_header = Event(b"pill", binary.value, [*binary.headers, ("ce_subject", b"\xff\xfe")])
    untyped = orjson.loads(a_referral(f"{tag}-untyped", HACKNEY).value or b"")
    del untyped["type"]
    unknown = event_of("inroads.referral.cancelled.v1", {"reference": tag}, event_id=f"{tag}-type")
    offer = an_offer(f"{tag}-nul", HACKNEY, (4, 8), confirm_by=datetime.now(UTC))
    nul = offer.data | {"venue": "Town Hall\0"}  # JSON can say it, PostgreSQL cannot keep it
    add = faults.expected.add
    return [
        add(Event(b"pill", b"\x00\xff neither text nor JSON " + tag.encode())),
        add(bad_header),
        add(Event(f"{tag}-null".encode(), None)),
        add(Event(b"pill", tag.encode() + b"x" * MEGABYTE)),
        add(Event(b"pill", orjson.dumps(untyped))),
        add(unknown, "type_unknown"),
        add(a_referral(f"{tag}-invalid", "Hackney, London"), "schema_invalid"),
        add(event_of(OfferSubmitted, nul, event_id=f"{tag}-nul"), "schema_invalid"),
    ]


def test_poison_on_the_front_door_is_kept_and_delays_nobody(
    faults: RunningRegion, tag: str
) -> None:
    good = [
        faults.expected.add(a_referral(f"{tag}-{number}", HACKNEY), "referral_accepted")
        for number in range(70)
    ]
    alone, among_pills = good[:35], good[35:]
    pills = unreadable(tag, faults)
    mixed = [e for i, one in enumerate(among_pills) for e in (*pills[i : i + 1], one)]
    with watching_receipts(faults.region.kafka, faults.code) as receipts:
        calm = _slowest_answer(faults, receipts, alone, waiting_for=alone)
        troubled = _slowest_answer(faults, receipts, mixed, waiting_for=among_pills)
    assert troubled <= calm + 2
    settle(faults)
    assert judge(faults) == []


def test_the_original_bytes_of_a_dead_letter_can_be_had_back_within_seconds(
    faults: RunningRegion, tag: str
) -> None:
    sent = unreadable(tag, faults)
    pills = {pill.value or b"" for pill in sent}
    faults.submit(*sent)

    def all_are_kept() -> bool:
        log = faults.log()
        return pills <= {original for _, original in originals(faults, log, "referrals")}

    wait_until(all_are_kept, "every pill has a dead letter with its bytes", patience=10)


def test_facts_behind_a_broken_one_wait_in_order_and_other_keys_pass(
    faults: RunningRegion, tag: str
) -> None:
    broken, behind, last = (offer_made(f"{tag}-broken", f"{tag}-{n}", seats=60) for n in range(3))
    others = [offer_made(f"{tag}-{number}", f"{tag}-o{number}") for number in range(6)]
    faults.expected.expect_dead_letter("matching", broken)
    faults.publish(Stream.OFFERS, *others[:3], broken, behind, *others[3:], last)
    settle(faults, patience=20)
    held = databases.rows(
        faults.region.databases["matching"],
        "SELECT waits_for, code, pointer FROM held WHERE order_key = %s ORDER BY place",
        broken.data["offer_id"],
    )
    assert [row["waits_for"] for row in held] == ["operator", "behind", "behind"]
    assert held[0]["code"] == "seats_outside_programme_bounds"
    assert held[0]["pointer"] == "/seats_max"
    log = faults.log()
    formed = {r.data["offer_id"] for r in log.distinct(Stream.CIRCLES, "inroads.circle.formed.v1")}
    assert {offer.data["offer_id"] for offer in others} <= formed
    assert broken.data["offer_id"] not in formed
    assert judge(faults) == []


def test_ten_broken_facts_in_a_row_stop_the_service_loudly_and_a_restart_goes_on(
    faults: RunningRegion, tag: str
) -> None:
    broken = [offer_made(f"{tag}-{n}", f"{tag}-{n}", seats=60) for n in range(10)]
    for offer in broken:
        faults.expected.expect_dead_letter("matching", offer)
    matching = faults.region.servers["matching"]
    faults.publish(Stream.OFFERS, *broken)
    assert exit_code(matching) not in (0, -9)
    said = faults.region.log_of("matching").read_text()
    # A broken fact of the batch before may count as well: ten are the least.
    stopped = re.search(r"(\d+) facts in a row could not be applied \(([a-z_]+)\)", said)
    assert stopped is not None, said[-2000:]
    assert int(stopped[1]) >= 10
    assert stopped[2] == "seats_outside_programme_bounds"
    assert "./inroads dead-letters list" in said
    afterwards = offer_made(f"{tag}-good", f"{tag}-good")
    person = faults.expected.add(a_referral(f"{tag}-person", HACKNEY), "referral_accepted")
    faults.publish(Stream.OFFERS, afterwards)
    faults.submit(person)
    start(faults, "matching")
    settle(faults)
    log = faults.log()
    formed = {r.data["offer_id"] for r in log.distinct(Stream.CIRCLES, "inroads.circle.formed.v1")}
    assert afterwards.data["offer_id"] in formed
    assert judge(faults) == []


def offer_made(name: str, event_id: str, *, seats: int = 8) -> Event:
    """An offer as referrals would announce it; 60 seats are more than the programme allows."""
    starts = datetime.now(UTC) + timedelta(days=30)
    data = {
        "offer_id": str(uuid5(NAMESPACE_URL, name)),
        "programme": PROGRAMME,
        "area": "E09000001",
        "track": "graduates",
        "host": "harbour_bank",
        "venue": "Town Hall, Room 2",
        "seats_min": min(seats, 4) if seats == 8 else seats,
        "seats_max": seats,
        "first_session_at": starts.isoformat(),
        "confirm_by": (starts - timedelta(days=7)).isoformat(),
    }
    return event_of(OfferMade, data, source="/inroads/older-release", event_id=event_id)


def _slowest_answer(
    faults: RunningRegion, receipts: Receipts, events: Iterable[Event], waiting_for: list[Event]
) -> float:
    began = time.monotonic()
    faults.submit(*events)
    answered = receipts.wait_for(event.id for event in waiting_for)
    return max(answered.values()) - began
