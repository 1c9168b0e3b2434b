"""Made-up personal data that a test plants, and the search for where it has got to.

Demonstration data must not draw these values, or the search finds people who were never planted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from shared.privacy.unwrapping import unwrapped

CanaryKind = Literal["name", "phone", "email", "nino", "ethnicity", "health", "conviction"]


@dataclass(frozen=True, slots=True)
class Canary:
    """A value to plant, and its pieces that each count as found: long, bare, unmistakable."""

    value: str
    pieces: tuple[bytes, ...]


CANARIES: Final[dict[CanaryKind, Canary]] = {
    "name": Canary("Zqxelmiré Brakthwyte", (b"zqxelmir", b"brakthwyte")),
    # In the range that Ofcom keeps for drama: nobody's.
    "phone": Canary("07700 900461", (b"7700900461",)),
    "email": Canary("velqomir.drusk@zqx-mail.example", (b"velqomirdrusk",)),
    "nino": Canary("ZX738164C", (b"zx738164c",)),
    # Codes, because contracts take only codes for these.
    "ethnicity": Canary("halvurian_ostrekk", (b"halvurian", b"ostrekk")),
    "health": Canary("morvexic_syndrome", (b"morvexic",)),
    "conviction": Canary("drellingcrost_2019", (b"drellingcrost",)),
}

_LOWER: Final = bytes(range(256)).lower()
# Left out before the search: NULs of UTF-16 and all that is put between digits, words and lines.
_BETWEEN: Final = b"\0 \t\r\n-()+.=\\"
_DEEPEST: Final = 3


def scan(content: bytes) -> set[str]:
    """The kinds of canary in the content, plain or encoded, also one encoding inside another."""
    return _found(content, _DEEPEST)


def canary(kind: CanaryKind) -> str:
    """The value to plant."""
    return CANARIES[kind].value


def _found(content: bytes, depth: int) -> set[str]:
    bare = content.translate(_LOWER, _BETWEEN)
    kinds: set[str] = {
        kind for kind, it in CANARIES.items() if any(piece in bare for piece in it.pieces)
    }
    if depth:
        for inner in filter(None, unwrapped(content)):
            kinds |= _found(inner, depth - 1)
    return kinds
