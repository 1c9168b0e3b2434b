"""What a service does is counted once, by words that name nobody."""

from typing import NamedTuple
from uuid import uuid4

import orjson

from shared.observability.metrics import Metrics
from shared.privacy.canary import canary, scan
from shared.runtime.batch import Handled
from shared.runtime.counts import Counts


class Read(NamedTuple):
    """As much of a record as is counted."""

    topic: str
    partition: int = 0
    offset: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


def counting(stages: dict[str, str] | None = None) -> Counts:
    return Counts(Metrics("referrals", "north"), "referrals", "north", stages or {})


def lines(counts: Counts, name: str) -> set[str]:
    """The samples of one figure, without the labels that all have."""
    said = counts.metrics.exposition().decode().replace('region="north",service="referrals"', "")
    return {
        line.removeprefix(f"inroads_{name}") for line in said.splitlines() if f"_{name}{{" in line
    }


def row(topic: str, value: object, programme: str = "") -> tuple[object, ...]:
    headers = {"ce_programme": programme} if programme else {}
    return (1, topic, b"key", orjson.dumps(value), orjson.dumps(headers))


def test_a_service_that_has_done_nothing_says_so() -> None:
    counts = counting()
    counts.begin(["north.inbound"])
    assert lines(counts, "events_consumed_total") == {'{,stream="inbound"} 0.0'}
    assert lines(counts, "store_retries_total") == {"{} 0.0"}


def test_events_are_counted_by_stream_and_duplicates_where_that_is_known() -> None:
    counts = counting()
    inbound, rollout = Read("north.inbound"), Read("north.rollout")
    counts.handled([inbound, inbound], [Handled(applied=1, duplicates=1)], 0.02)
    counts.handled([inbound, rollout], [Handled(duplicates=1), Handled(duplicates=1)], 0.02)
    assert lines(counts, "events_consumed_total") == {
        '{,stream="inbound"} 3.0',
        '{,stream="rollout"} 1.0',
    }
    assert lines(counts, "duplicates_absorbed_total") == {
        '{,stream="inbound"} 1.0',
        '{,stream="several"} 2.0',
    }
    assert lines(counts, "batch_seconds_count") == {"{} 2.0"}


def test_receipts_are_counted_by_verdict_and_the_stage_of_their_programme() -> None:
    counts = counting({"p7k2": "canary"})
    accepted = {"verdict": "accepted", "referral_id": str(uuid4())}
    sent = [row("north.receipts", accepted, "p7k2"), row("north.referrals", accepted, "p7k2")]
    counts.sent([*sent, row("north.receipts", {"verdict": "quarantined"})])
    assert lines(counts, "receipts_total") == {
        '{,stage="canary",verdict="accepted"} 1.0',
        '{,stage="none",verdict="quarantined"} 1.0',
    }


def test_only_the_services_own_dead_letters_are_counted_by_a_code() -> None:
    counts = counting()
    named = {"code": canary("name"), "topic": "north.inbound", "sealed_bytes": canary("email")}
    counts.sent([row("north.referrals.dead-letters", {"code": "schema_invalid"})])
    counts.sent([row("north.referrals.dead-letters", named)])
    counts.sent([row("north.matching.dead-letters", {"code": "schema_invalid"})])
    assert lines(counts, "dead_letters_total") == {
        '{reason="schema_invalid",} 1.0',
        '{reason="other",} 1.0',
    }
    assert not scan(counts.metrics.exposition())
