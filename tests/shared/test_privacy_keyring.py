from __future__ import annotations

import copy
import hmac
import json
import os
import pickle
import traceback
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy.canary import canary, scan
from shared.privacy.keyring import CLASSES, Keyring, SealedClass
from shared.privacy.keyring_file import KeyringError
from shared.privacy.pseudonyms import pseudonym
from shared.privacy.sealed import BrokenSeal, KeyDestroyed, NotOurs, Sealed

REGION = Keyring.generate("north")
ANN, BEN = UUID(int=1).bytes, UUID(int=2).bytes
NAME = canary("name").encode()


@given(st.binary(max_size=300), st.sampled_from(get_args(SealedClass)))
def test_what_was_sealed_opens_again(plaintext: bytes, data_class: SealedClass) -> None:
    sealed = REGION.seal(data_class, plaintext, bound_to=ANN)
    assert REGION.open(data_class, sealed, bound_to=ANN) == plaintext
    assert Sealed.from_text(sealed.to_text()) == sealed


def test_a_sealed_value_shows_nothing_and_never_looks_the_same_twice() -> None:
    first, second = (REGION.seal("contact", NAME, bound_to=ANN) for _ in range(2))
    assert first.key != second.key
    assert first.box != second.box
    assert not scan(first.key + first.box + first.to_text().encode() + repr(first).encode())


def test_the_length_of_a_code_does_not_show() -> None:
    short, long = (REGION.seal("characteristics", c, bound_to=ANN) for c in (b"arab", b"a" * 40))
    assert len(short.box) == len(long.box)


def test_a_class_that_is_not_held_is_refused() -> None:
    sealed = REGION.seal("needs", b"step-free access", bound_to=ANN)
    notifications = REGION.only("contact")
    with pytest.raises(NotOurs, match=r"no key of class 'needs' here \(held: contact\)"):
        notifications.open("needs", sealed, bound_to=ANN)
    with pytest.raises(NotOurs):
        notifications.seal("needs", b"x", bound_to=ANN)
    with pytest.raises(NotOurs):
        notifications.only("needs")
    with pytest.raises(NotOurs):
        pseudonym(notifications, "reference")
    with pytest.raises(NotOurs, match="one of the classes"):
        REGION.seal_text("pseudonyms", b"x", bound_to=ANN)


def test_one_class_does_not_open_another() -> None:
    sealed = REGION.seal("needs", b"x", bound_to=ANN)
    with pytest.raises(NotOurs):
        REGION.open("contact", sealed, bound_to=ANN)


def test_one_key_for_two_classes_still_does_not_open_across() -> None:
    shared_key = [os.urandom(32)]
    careless = Keyring("north", {"needs": shared_key, "contact": shared_key})
    sealed = careless.seal("needs", b"x", bound_to=ANN)
    with pytest.raises(BrokenSeal):
        careless.open("contact", sealed, bound_to=ANN)


def test_another_region_is_refused() -> None:
    sealed = REGION.seal("contact", NAME, bound_to=ANN)
    with pytest.raises(NotOurs, match="which region sealed"):
        Keyring.generate("south").open("contact", sealed, bound_to=ANN)


def test_a_value_moved_to_another_person_is_refused() -> None:
    sealed = REGION.seal("contact", NAME, bound_to=ANN)
    with pytest.raises(BrokenSeal, match="belongs to somebody else"):
        REGION.open("contact", sealed, bound_to=BEN)
    with pytest.raises(ValueError, match="bound to somebody"):
        REGION.seal("contact", NAME, bound_to=b"")


def test_every_altered_bit_is_noticed() -> None:
    sealed = REGION.seal("contact", NAME, bound_to=ANN)
    for part in ("key", "box"):
        raw = getattr(sealed, part)
        for bit in range(len(raw) * 8):
            altered = bytearray(raw)
            altered[bit // 8] ^= 1 << bit % 8
            changed = {"key": sealed.key, "box": sealed.box, part: bytes(altered)}
            # The first bytes name the key: altered, they name one that nobody holds.
            expected = NotOurs if part == "key" and bit < 40 else BrokenSeal
            with pytest.raises(expected):
                REGION.open("contact", Sealed(**changed), bound_to=ANN)


@pytest.mark.parametrize("cut", [0, 1, 12, 20, 50])
def test_a_cut_value_is_noticed(cut: int) -> None:
    sealed = REGION.seal("contact", NAME, bound_to=ANN)
    with pytest.raises(BrokenSeal):
        REGION.open("contact", Sealed(sealed.key, sealed.box[:cut]), bound_to=ANN)
    with pytest.raises((BrokenSeal, NotOurs, KeyDestroyed)):
        REGION.open("contact", Sealed(sealed.key[:cut], sealed.box), bound_to=ANN)


def test_a_value_whose_key_was_destroyed_cannot_be_opened_by_anybody() -> None:
    sealed = REGION.seal("contact", NAME, bound_to=ANN)
    erased = sealed.shredded()
    assert erased.box == sealed.box
    assert erased.key == b""
    with pytest.raises(KeyDestroyed):
        REGION.open("contact", erased, bound_to=ANN)
    with pytest.raises(KeyDestroyed):
        REGION.open("contact", Sealed.from_text(erased.to_text()), bound_to=ANN)
    others = REGION.seal("contact", NAME, bound_to=ANN)
    with pytest.raises(BrokenSeal):
        REGION.open("contact", Sealed(others.key, erased.box), bound_to=ANN)


def test_only_our_own_spelling_of_a_text_is_read() -> None:
    text = REGION.seal_text("contact", NAME, bound_to=ANN)
    assert REGION.open_text("contact", text, bound_to=ANN) == NAME
    prefix, key, box = text.split(".")
    # 92 bytes leave two bits over in the last letter, so two letters can stand for the same bytes.
    other_spelling = text[:-1] + ("B" if text[-1] == "A" else chr(ord(text[-1]) + 1))
    wrongs = [
        "",
        "é",
        canary("name"),
        f"s2.{key}.{box}",
        f"{prefix}.{key}",
        f"{text}=",
        other_spelling,
    ]
    for wrong in wrongs:
        with pytest.raises(BrokenSeal) as raised:
            Sealed.from_text(wrong)
        assert not scan("".join(traceback.format_exception(raised.value)).encode())


def test_a_retired_key_still_opens_and_the_new_one_seals() -> None:
    old, new = os.urandom(32), os.urandom(32)
    before, after = Keyring("north", {"contact": [old]}), Keyring("north", {"contact": [new, old]})
    sealed = before.seal("contact", NAME, bound_to=ANN)
    assert after.open("contact", sealed, bound_to=ANN) == NAME
    with pytest.raises(NotOurs):
        before.open("contact", after.seal("contact", NAME, bound_to=ANN), bound_to=ANN)


def test_a_pseudonym_is_stable_in_a_region_and_differs_between_regions_and_senders() -> None:
    assert pseudonym(REGION, "A-17") == pseudonym(REGION, "A-17")
    assert pseudonym(REGION, "A-17") != pseudonym(Keyring.generate(), "A-17")
    assert pseudonym(REGION, "A", "17") != pseudonym(REGION, "A1", "7")
    assert pseudonym(REGION, "A-17").version == 8
    with pytest.raises(ValueError, match="needs a reference"):
        pseudonym(REGION)


def test_a_pseudonym_is_an_hmac_under_the_key() -> None:
    key = bytes(range(32))
    mac = hmac.new(key, b"person 4:A-17", "sha256").hexdigest()[:32]
    named = str(pseudonym(Keyring("north", {"pseudonyms": [key]}), "A-17")).replace("-", "")
    assert named[:12] + named[13:16] + named[17:] == mac[:12] + mac[13:16] + mac[17:]


def test_a_keyring_is_saved_privately_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "north.json"
    REGION.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    read = Keyring.from_file(path)
    assert read.region == "north"
    assert read.open("needs", REGION.seal("needs", b"x", bound_to=ANN), bound_to=ANN) == b"x"
    with pytest.raises(FileExistsError):
        REGION.save(path)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o644])
def test_a_file_that_others_can_reach_is_refused_except_embedded(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "north.json"
    REGION.save(path)
    path.chmod(mode)
    with pytest.raises(KeyringError, match="chmod 640"):
        Keyring.from_file(path)
    assert Keyring.from_file(path, embedded=True).region == "north"
    path.chmod(0o440)
    assert Keyring.from_file(path).region == "north"


def test_the_environment_names_a_file_or_holds_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "north.json"
    REGION.save(path)
    named = Keyring.from_environment({"INROADS_KEYRING_FILE": str(path)})
    held = Keyring.from_environment({"INROADS_KEYRING": path.read_text()})
    assert pseudonym(named, "x") == pseudonym(held, "x") == pseudonym(REGION, "x")
    with pytest.raises(KeyringError, match="set INROADS_KEYRING_FILE"):
        Keyring.from_environment({})
    with pytest.raises(KeyringError, match="cannot read the keyring"):
        Keyring.from_environment({"INROADS_KEYRING_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    "document",
    [
        "{",
        "[]",
        '{"region": "n"}',
        '{"region": "n", "keys": {"contact": ["SECRETKEY"]}}',
        '{"region": "n", "keys": {"contact": ["!!SECRETKEY"]}}',
        '{"region": "n", "keys": {"contact": 1}}',
        '{"region": "n", "keys": {"SECRETKEY": []}}',
        '{"region": "n", "keys": {"contact": []}}',
        '"SECRETKEY',
    ],
)
def test_a_wrong_keyring_is_refused_without_being_quoted(document: str) -> None:
    with pytest.raises(KeyringError) as raised:
        Keyring.from_json(document)
    told = "".join(traceback.format_exception(raised.value)) + repr(raised.value.__context__)
    assert "SECRETKEY" not in told
    assert len(str(raised.value)) > 40


def test_keys_that_cannot_work_are_refused() -> None:
    key = os.urandom(32)
    with pytest.raises(KeyringError, match="32 bytes"):
        Keyring("north", {"contact": [key[:16]]})
    with pytest.raises(KeyringError, match="twice"):
        Keyring("north", {"contact": [key, key]})
    with pytest.raises(KeyringError, match="exactly one key"):
        Keyring("north", {"pseudonyms": [key, os.urandom(32)]})


def test_a_keyring_shows_no_key(tmp_path: Path) -> None:
    REGION.save(tmp_path / "k")
    keys = [
        key for held in json.loads((tmp_path / "k").read_text())["keys"].values() for key in held
    ]
    shown = f"{REGION!r} {REGION} {REGION._classes}"
    assert len(keys) == len(CLASSES)
    assert not [key for key in keys if key in shown]
    assert repr(REGION) == f"Keyring(north: {', '.join(CLASSES)})"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled or copied"):
            leak(REGION)
