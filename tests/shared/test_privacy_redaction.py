from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum, StrEnum
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.canary import CANARIES, CanaryKind, canary, scan
from shared.privacy.keyring import Keyring
from shared.privacy.patterns import scrub
from shared.privacy.redaction import Redaction
from shared.privacy.safe_errors import safe_error
from shared.privacy.sensitive import Sensitive

redact = Redaction()
EVENT_ID = UUID("019ab1c2-7d00-7a10-8000-000000000000")


class Colour(Enum):
    RED = canary("name")


class Verdict(StrEnum):
    ACCEPTED = "accepted"


def line(**said: object) -> dict[str, object]:
    return redact(None, "info", said)


@pytest.mark.parametrize("kind", CANARIES)
def test_a_key_that_is_not_listed_shows_nothing(kind: CanaryKind) -> None:
    value = canary(kind)
    for given_value in (
        value,
        [value],
        {value: value},
        value.encode(),
        Sensitive(value),
        7700900461,
    ):
        shown = line(event="x", preferred_name=given_value)
        assert shown == {"event": "x", "preferred_name": "***"}


@pytest.mark.parametrize("kind", ["phone", "email", "nino"])
def test_a_listed_key_still_hides_what_looks_like_a_person(kind: CanaryKind) -> None:
    assert line(reason=f"no {canary(kind)} here") == {"reason": "no *** here"}
    assert line(code={canary(kind): [canary(kind)]}) == {"code": {"***": ["***"]}}


def test_a_listed_key_shows_codes_counts_times_and_ids() -> None:
    shown = line(
        event="batch",
        count=3,
        seconds=0.25,
        live=True,
        retry_in=timedelta(seconds=2),
        event_id=EVENT_ID,
        since=datetime(2026, 3, 2, tzinfo=UTC),
        verdict=Verdict.ACCEPTED,
        state=Colour.RED,
        offsets={"north.inbound-0": 7},
        topic=("north.inbound",),
        traceparent=f"00-{'0a' * 16}-{'0b' * 8}-01",
    )
    assert shown == {
        "event": "batch",
        "count": 3,
        "seconds": 0.25,
        "live": True,
        "retry_in": 2.0,
        "event_id": str(EVENT_ID),
        "since": "2026-03-02T00:00:00+00:00",
        "verdict": "accepted",
        "state": "RED",
        "offsets": {"north.inbound-0": 7},
        "topic": ["north.inbound"],
        "traceparent": f"00-{'0a' * 16}-{'0b' * 8}-01",
    }


def test_random_ids_and_truth_pass_under_any_key() -> None:
    assert line(person=EVENT_ID, known=True, missing=None) == {
        "person": str(EVENT_ID),
        "known": True,
        "missing": None,
    }


def test_objects_do_not_speak_for_themselves() -> None:
    class Talkative:
        def __repr__(self) -> str:
            return canary("health")

    shown = line(
        state=Talkative(), batch=[Talkative()], code={Talkative(): 1}, group=Keyring.generate()
    )
    assert not scan(orjson.dumps(shown))
    assert shown["state"] == "<Talkative>"
    assert line(batch=[[[[canary("health")]]]]) == {"batch": [["<list>"]]}


def test_an_error_is_told_but_its_text_is_not() -> None:
    error = ValueError(canary("name"))
    assert line(error=error)["error"] == "ValueError"
    assert line(error=safe_error(error))["error"] == "ValueError"
    assert line(error=str(error))["error"] == "***"
    try:
        raise error
    except ValueError:
        shown = line(event="failed", exc_info=True)
    assert set(shown) == {"event", "error", "frames"}
    assert not scan(orjson.dumps(shown))


@pytest.mark.parametrize(
    "text",
    [
        "ann.o'dea+x@example.org",
        "ANN@EXAMPLE",
        "07700 900123",
        "+44 7700 900123",
        "+447700900123",
        "0044 20 7946 0018",
        "(01632) 960 847",
        "020-7946-0018",
        "AB 12 34 56 C",
        "ab123456c",
        "SW1A 1AA",
        "m11ae",
    ],
)
def test_patterns_find_people(text: str) -> None:
    for around in ("{}", "to {}.", "<{}>", "x={}, y"):
        shown = scrub(around.format(text))
        assert "***" in shown
        assert not any(part in shown for part in ("900123", "960", "7946", "123456", "1AA", "1ae"))


@pytest.mark.parametrize(
    "text",
    [
        "019ab1c2-7d00-7a10-8000-4f2f0b1f6a10",
        "01931234-5678-7901-8234-567890123456",
        "2026-03-02T09:00:00.123456Z",
        "00-01234567890123456789012345678901-0123456789012345-01",
        "offset 123456789012",
        "23505 uq_person_nino",
        "north.inbound-0",
        "shared.runtime.relay:57 run",
        "inroads.person.shared.v1",
    ],
)
def test_patterns_leave_ids_and_codes(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=700), st.recursive(st.text() | st.integers() | st.binary(), st.lists))
def test_whatever_is_said_can_be_written_as_one_short_line(text: str, value: object) -> None:
    shown = line(event=text, reason=value, **{text[:9] + "?": text})
    written = orjson.dumps(shown)
    assert b"\n" not in written
    assert len(str(shown["event"])) <= 300


def test_half_a_surrogate_pair_is_written() -> None:
    assert orjson.dumps(line(event="a\ud800b"))
