"""The disguises that text wears on its way through systems, taken off."""

from __future__ import annotations

import binascii
import re
import zlib
from collections.abc import Iterator

_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{10,}(?:\r?\n[A-Za-z0-9+/_-]+)*")
_HEX_RUN = re.compile(rb"[0-9A-Fa-f]{14,}")
# Encoders escape all letters or none; a run may still leave a few digits or letters as they are.
_ESCAPED_RUN = re.compile(rb"(?:[%\\]\\*(?:u00|x)?[0-9A-Fa-f]{2}[0-9A-Za-z]{0,3}){5,}")
_ESCAPE = re.compile(rb"[%\\]\\*(?:u00|x)?([0-9A-Fa-f]{2})")
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]")

_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")
_NEWLINES = b"\r\n"
_GZIP_OR_ZLIB = 47
_CHUNK = 16 * 1024
_MOST_INFLATED = 64 * 1024 * 1024
# Between two unwrapped pieces, so that their ends do not form a word together.
_GAP = b"\xff|\xff"


def unwrapped(content: bytes) -> Iterator[bytes]:
    """What the content hides under base64, hex, percent signs, backslashes, gzip and zlib."""
    yield _GAP.join(_from_base64(content))
    yield _GAP.join(_from_hex(content))
    yield _GAP.join(_from_escapes(content))
    yield from _inflated(content)


def _from_base64(content: bytes) -> Iterator[bytes]:
    """Every run, read from each of the four places at which its groups may begin."""
    for found in _BASE64_RUN.finditer(content):
        run = found[0]
        yield from _at_each_start(run.translate(_STANDARD_ALPHABET, _NEWLINES))
        if b"\n" in run:
            for line in run.split():
                yield from _at_each_start(line.translate(_STANDARD_ALPHABET))


def _at_each_start(run: bytes) -> Iterator[bytes]:
    for start in range(4):
        piece = run[start:]
        if len(piece) % 4 == 1:
            piece = piece[:-1]
        yield binascii.a2b_base64(piece + b"==")


def _from_hex(content: bytes) -> Iterator[bytes]:
    for found in _HEX_RUN.finditer(content):
        run = found[0]
        for start in (0, 1):
            size = (len(run) - start) & ~1
            yield binascii.unhexlify(run[start : start + size])


def _from_escapes(content: bytes) -> Iterator[bytes]:
    for found in _ESCAPED_RUN.finditer(content):
        yield _ESCAPE.sub(lambda escape: binascii.unhexlify(escape[1]), found[0])


def _inflated(content: bytes) -> Iterator[bytes]:
    for found in _COMPRESSED.finditer(content):
        if inflated := _inflate(memoryview(content)[found.start() :]):
            yield inflated


def _inflate(content: memoryview) -> bytes:
    """What the stream at the content's start holds, as far as it goes; nothing if it is none."""
    stream = zlib.decompressobj(_GZIP_OR_ZLIB)
    inflated = bytearray()
    try:
        # In chunks, because a false start would otherwise cost a copy of all that follows.
        for start in range(0, len(content), _CHUNK):
            inflated += stream.decompress(content[start : start + _CHUNK])
            if stream.eof or len(inflated) > _MOST_INFLATED:
                break
    except zlib.error:
        # The bytes only looked like a stream, or it was cut: what came out of it still counts.
        return bytes(inflated)
    return bytes(inflated)
