"""Links that are their own proof: whoever holds one may do one thing, until it expires.

A token holds one random id, when it expires, and a code that only a region's `links` key can make
(HMAC, RFC 2104) for that id, that time and one purpose. It says nothing about anybody.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime
from typing import Final, Literal
from uuid import UUID

from shared.privacy.keyring import Keyring
from shared.privacy.safe_errors import SafeMessage

LinkPurpose = Literal["answer_as_mentor"]
"""What a link is good for. A link for one purpose is no link at all for another."""

_VERSION: Final = b"\x01"
_MOMENT_BYTES: Final = 5
"""Whole seconds since 1970 in UTC: enough for 34,000 years."""

_ID_BYTES: Final = 16
_CODE_BYTES: Final = 16
"""Half of the hash, which RFC 2104 (section 5) has as the least that a code may be cut to."""

_SAID_BYTES: Final = len(_VERSION) + _MOMENT_BYTES + _ID_BYTES


class LinkRefused(SafeMessage):
    """A link that opens nothing."""


class ForgedLink(LinkRefused):
    """Cut short, altered, made for another purpose or region, or signed with a key long retired."""


class ExpiredLink(LinkRefused):
    """A link of ours whose time is over."""


def sign_link(keyring: Keyring, purpose: LinkPurpose, about: UUID, expires_at: datetime) -> str:
    """Return a token of 51 characters that are safe in a URL; NotOurs without a `links` key.

    ``expires_at`` is aware, and cut to whole seconds.
    """
    moment = int(expires_at.timestamp())
    said = _VERSION + moment.to_bytes(_MOMENT_BYTES) + about.bytes
    return _encoded(said + _codes(keyring, purpose, said)[0])


def read_link(keyring: Keyring, purpose: LinkPurpose, token: str, now: datetime) -> UUID:
    """Return the id that a token is about. Raises ``ForgedLink`` or ``ExpiredLink``.

    How long that takes does not tell how much of a guessed code was right.
    """
    raw = _decoded(token)
    said, code = raw[:_SAID_BYTES], raw[_SAID_BYTES:]
    matches = [hmac.compare_digest(code, ours) for ours in _codes(keyring, purpose, said)]
    if not any(matches) or not said.startswith(_VERSION):
        raise ForgedLink("this link was not made here, or not all of it has come through")
    ends = len(_VERSION) + _MOMENT_BYTES
    if now >= datetime.fromtimestamp(int.from_bytes(said[len(_VERSION) : ends]), UTC):
        raise ExpiredLink("the time of this link is over")
    return UUID(bytes=said[ends:])


def _codes(keyring: Keyring, purpose: LinkPurpose, said: bytes) -> list[bytes]:
    message = b"inroads link\0" + purpose.encode() + b"\0" + said
    return [whole[:_CODE_BYTES] for whole in keyring.signatures(message)]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decoded(token: str) -> bytes:
    """Return the bytes; none at all for what is not written as we write it, to the last bit."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        return b""
    return raw if _encoded(raw) == token and len(raw) == _SAID_BYTES + _CODE_BYTES else b""
