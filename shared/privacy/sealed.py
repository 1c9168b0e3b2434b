"""A sealed value, and the ways in which opening one can fail."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from shared.privacy.safe_errors import SafeMessage

_PREFIX = "s1"


class SealError(SafeMessage):
    """A value could not be sealed or opened."""


class NotOurs(SealError):
    """The service does not hold the class key that the value was sealed under."""


class BrokenSeal(SealError):
    """The value was altered, or belongs to another person or class than the one claimed."""


class KeyDestroyed(SealError):
    """The value's own key was destroyed, as erasure asks; nobody can open it again."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value under a key of its own, and that key wrapped under the region's class key.

    Without `key` nothing opens `box`: overwriting `key` everywhere erases the value everywhere.
    Neither is shown in a repr, because a key copied into a log would outlive its destruction.
    """

    key: bytes = field(repr=False)
    box: bytes = field(repr=False)

    def shredded(self) -> Sealed:
        """The same box without its key."""
        return Sealed(b"", self.box)

    def to_text(self) -> str:
        """A compact form for JSON, about 4/3 of the size."""
        return f"{_PREFIX}.{_encode(self.key)}.{_encode(self.box)}"

    @classmethod
    def from_text(cls, text: str) -> Sealed:
        """What `to_text` wrote; BrokenSeal for anything else."""
        try:
            prefix, key, box = text.split(".")
            sealed = cls(_decode(key), _decode(box))
        except ValueError:
            raise _unreadable() from None
        # Base64 has several spellings of the same bytes; only ours is accepted.
        if prefix != _PREFIX or sealed.to_text() != text:
            raise _unreadable()
        return sealed


def _unreadable() -> BrokenSeal:
    return BrokenSeal(
        f"this is not a sealed value of the form '{_PREFIX}.<key>.<box>';"
        " check that the sender sealed it and that nothing cut it short"
    )


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
