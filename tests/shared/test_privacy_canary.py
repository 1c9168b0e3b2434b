from __future__ import annotations

import base64
import gzip
import json
import os
import quopri
import time
import unicodedata
import urllib.parse
import zlib
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from shared.privacy.canary import CANARIES, CanaryKind, canary, scan

MUCH = b"".join(b"%d," % (number * number * 7919) for number in range(20_000))

Disguise = Callable[[str], bytes]

DISGUISES: dict[str, Disguise] = {
    "as it is": lambda text: text.encode(),
    "latin-1": lambda text: text.encode("latin-1"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "upper": lambda text: text.upper().encode(),
    "lower": lambda text: text.lower().encode(),
    "spaced": lambda text: " ".join(text).encode(),
    "base64, first place": lambda text: base64.b64encode(text.encode()),
    "base64, second place": lambda text: base64.b64encode(b"a" + text.encode() + b"z"),
    "base64, third place": lambda text: base64.b64encode(b"aa" + text.encode() + b"zz"),
    "base64 of upper case": lambda text: base64.b64encode(text.upper().encode()),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(b"\xfb\xff" + text.encode()),
    "base64 without its end": lambda text: base64.b64encode(text.encode()).rstrip(b"="),
    "base64 in lines": lambda text: base64.encodebytes(b"x" * 52 + text.encode() + b"y" * 90),
    "base64 in a token": lambda text: b"Bearer_" + base64.b64encode(text.encode()),
    "base64 twice": lambda text: base64.b64encode(base64.b64encode(text.encode())),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "hex, odd": lambda text: b"a" + text.encode().hex().encode(),
    "bytea": lambda text: b"\\x" + text.encode().hex().encode(),
    "URL": lambda text: urllib.parse.quote_plus(text).encode(),
    "URL, every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "UTF-16 little": lambda text: text.encode("utf-16-le"),
    "UTF-16 big": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "JSON": lambda text: json.dumps({"x": text}).encode(),
    "JSON, every letter": lambda text: "".join(f"\\u{ord(it):04x}" for it in text).encode(),
    "JSON in JSON": lambda text: json.dumps(
        json.dumps("".join(f"\\u{ord(it):04X}" for it in text))
    ).encode(),
    "backslash x": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()).encode(),
    "quoted-printable": lambda text: quopri.encodestring(b"w" * 68 + text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip of much": lambda text: gzip.compress(MUCH + text.encode()),
    "gzip, cut": lambda text: gzip.compress(text.encode() + MUCH)[:-20_000],
    "gzip, damaged": lambda text: gzip.compress(text.encode() + MUCH)[:-8] + bytes(8),
    "zlib": lambda text: zlib.compress(text.encode() * 3),
    "gzip in base64 in JSON": lambda text: json.dumps(
        {"box": base64.b64encode(gzip.compress(text.encode())).decode()}
    ).encode(),
}


@pytest.mark.parametrize("kind", CANARIES)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_each_canary_is_found_in_each_disguise(kind: CanaryKind, disguise: str) -> None:
    hidden = DISGUISES[disguise](canary(kind))
    assert scan(hidden) == {kind}
    assert scan(b"before " + hidden + b"\nafter") == {kind}


def test_it_is_found_in_an_e_mail() -> None:
    message = EmailMessage()
    message.set_content(f"Dear {canary('name')} \N{EN DASH} call {canary('phone')}", cte="base64")
    assert scan(message.as_bytes()) == {"name", "phone"}


def test_half_a_name_is_a_name() -> None:
    for word in canary("name").split():
        assert scan(word.encode()) == {"name"}


def test_nothing_is_found_where_nothing_is() -> None:
    innocent = json.dumps({"phone": "07700 900123", "nino": "AB123456C", "name": "Ann"}).encode()
    assert scan(innocent * 100) == set()
    assert scan(b"") == set()
    assert scan(os.urandom(200_000)) == set()


def test_canaries_do_not_set_each_other_off() -> None:
    for kind in CANARIES:
        assert scan(canary(kind).encode()) == {kind}


def test_megabytes_of_log_take_seconds() -> None:
    line = b'{"event":"batch","event_id":"019ab1c2-7d00-7a10-8000-4f2f0b1f6a10","count":500}\n'
    haystack = line * (3_000_000 // len(line)) + DISGUISES["gzip"](canary("nino"))
    started = time.perf_counter()
    assert scan(haystack) == {"nino"}
    assert time.perf_counter() - started < 10
