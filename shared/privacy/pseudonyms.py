"""Ids for people that nobody can trace back without the region's key."""

from __future__ import annotations

from uuid import UUID

from shared.ids import unambiguous, uuid_of
from shared.privacy.keyring import Keyring


def pseudonym(keyring: Keyring, *reference: str) -> UUID:
    """The id, in this region, of the person a sender calls by this reference.

    Give the sender as a part of its own, since two senders may use one reference for two people.
    It is a version 8 UUID (RFC 9562) of an HMAC-SHA256: the same reference gives the same id,
    and whoever lacks the region's `pseudonyms` key cannot try references until one fits.
    """
    if not reference:
        raise ValueError("a pseudonym needs a reference")
    digest = keyring.digest(b"person " + unambiguous(reference))
    return uuid_of(digest, version=8)
