"""A signed link opens what it was made for, until it expires, and nothing else."""

import base64
import hmac
import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.keyring import Keyring
from shared.privacy.sealed import NotOurs
from shared.privacy.signed_links import ExpiredLink, ForgedLink, read_link, sign_link

REGION = Keyring.generate("north")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)
MATCH = UUID("0198a5f0-0000-7000-8000-000000000001")


def signed(keyring: Keyring = REGION, expires_at: datetime = WEEK) -> str:
    return sign_link(keyring, "answer_as_mentor", MATCH, expires_at)


def read(token: str, now: datetime = NOW, keyring: Keyring = REGION) -> UUID:
    return read_link(keyring, "answer_as_mentor", token, now)


@given(st.uuids(), st.datetimes(datetime(2020, 1, 1), datetime(2999, 1, 1)))  # noqa: DTZ001
def test_a_link_gives_back_what_it_was_made_for(about: UUID, expires: datetime) -> None:
    token = sign_link(REGION, "answer_as_mentor", about, expires.replace(tzinfo=UTC))
    assert len(token) == 51
    assert token.replace("-", "").replace("_", "").isalnum()
    before = expires.replace(tzinfo=UTC) - timedelta(seconds=1)
    assert read(token, before) == about


def test_the_code_is_an_hmac_that_anybody_with_the_key_can_check() -> None:
    key = os.urandom(32)
    raw = base64.urlsafe_b64decode(signed(Keyring("north", {"links": [key]})) + "=")
    said, code = raw[:22], raw[22:]
    assert said == b"\x01" + int(WEEK.timestamp()).to_bytes(5) + MATCH.bytes
    message = b"inroads link\0answer_as_mentor\0" + said
    assert code == hmac.digest(key, message, "sha256")[:16]


def test_no_bit_can_be_changed() -> None:
    raw = bytearray(base64.urlsafe_b64decode(signed() + "="))
    for at in range(len(raw) * 8):
        raw[at // 8] ^= 1 << at % 8
        with pytest.raises(ForgedLink):
            read(base64.urlsafe_b64encode(raw).rstrip(b"=").decode())
        raw[at // 8] ^= 1 << at % 8


def test_a_link_has_one_spelling() -> None:
    token = signed()
    for other in (token[:-1], token + "A", token + "=", token + "\n", f" {token}", token.lower()):
        with pytest.raises(ForgedLink):
            read(other)
    spare = {chr(code) for code in range(33, 127)} - {token[-1]}
    for last in spare:  # two bits of the last letter mean nothing, and must be as we write them
        with pytest.raises(ForgedLink):
            read(token[:-1] + last)


@given(st.text(max_size=80))
def test_whatever_stands_in_the_address_is_refused_and_breaks_nothing(token: str) -> None:
    with pytest.raises(ForgedLink):
        read(token)


def test_a_link_expires_to_the_second() -> None:
    assert read(signed(), WEEK - timedelta(seconds=1)) == MATCH
    for now in (WEEK, WEEK + timedelta(days=900)):
        with pytest.raises(ExpiredLink):
            read(signed(), now)


def test_an_expired_link_that_was_altered_is_forged() -> None:
    with pytest.raises(ForgedLink):
        read(signed()[:-2] + "AA", WEEK + timedelta(days=1))


def test_a_link_is_good_for_one_purpose_and_one_region() -> None:
    with pytest.raises(ForgedLink):
        read_link(REGION, "withdraw", signed(), NOW)  # type: ignore[arg-type]
    with pytest.raises(ForgedLink):
        read(signed(Keyring.generate("south")))


def test_when_keys_are_rotated_links_under_the_old_one_still_open() -> None:
    old, new = os.urandom(32), os.urandom(32)
    before = signed(Keyring("north", {"links": [old]}))
    both = Keyring("north", {"links": [new, old]})
    assert read(before, keyring=both) == MATCH
    assert read(signed(both), keyring=Keyring("north", {"links": [new]})) == MATCH
    with pytest.raises(ForgedLink):
        read(before, keyring=Keyring("north", {"links": [new]}))


def test_without_the_key_nobody_signs_or_reads() -> None:
    with pytest.raises(NotOurs, match="no key of class 'links'"):
        signed(REGION.only("contact"))
    with pytest.raises(NotOurs):
        read(signed(), keyring=REGION.only("contact"))
    with pytest.raises(NotOurs, match="one of the classes"):
        REGION.seal_text("links", b"x", bound_to=b"y")
