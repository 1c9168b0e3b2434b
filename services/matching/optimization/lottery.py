"""The lottery among equals: everybody's draw follows from the seed, and anybody can repeat it."""

import hashlib
from collections.abc import Iterable


def draw(seed: int, identifier: str) -> bytes:
    """Return the person's draw: the SHA-256 of ``seed:identifier``. The lowest goes first.

    It depends on nobody else, so who applies, and in which order, changes no draw.
    """
    return hashlib.sha256(f"{seed}:{identifier}".encode()).digest()


def lottery_order(seed: int, ids: Iterable[str]) -> tuple[str, ...]:
    """Return these people in the order of their draws: first come those whom the lottery favors."""
    return tuple(sorted(ids, key=lambda identifier: draw(seed, identifier)))
