"""Where ids come from: new ones in order of time, seeded ones for simulation, derived ones."""

from __future__ import annotations

import hashlib
import os
import random
import struct
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

from shared.clock import Clock

Bits = Callable[[int], int]
"""Given a number of bits, returns a random integer of at most that many."""

_PAGE = struct.Struct("512Q")
_LOW_62 = (1 << 62) - 1
_COUNTER_BITS = 74
_STEP_BITS = 32
_SIMULATED_EPOCH_MS = 1_767_225_600_000


class IdSource(Protocol):
    """Hands out ids that are unique and sort in the order in which they were handed out."""

    def new(self) -> UUID:
        """An id that was never handed out before."""
        ...


class _Entropy:
    """Random bits of the system, drawn a page at a time because each draw is a system call."""

    def __init__(self) -> None:
        self._words: list[int] = []

    def restart(self) -> None:
        self._words = []

    def bits(self, count: int) -> int:
        drawn, missing = 0, count
        while missing > 0:
            drawn, missing = drawn << 64 | self._word(), missing - 64
        return drawn >> -missing

    def _word(self) -> int:
        try:
            # list.pop is atomic: no two threads get the same word, and no lock is needed.
            return self._words.pop()
        except IndexError:
            self._words.extend(_PAGE.unpack(os.urandom(_PAGE.size)))
            return self._word()


class _Uuid7Sequence:
    """Version 7 ids (RFC 9562, 6.2 method 2): in one millisecond the random part counts upwards."""

    def __init__(self, milliseconds: Callable[[], int], bits: Bits) -> None:
        self._milliseconds = milliseconds
        self._bits = bits
        self.restart()

    def restart(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = -1
        self._counter = 0

    def new(self) -> UUID:
        with self._lock:
            now = self._milliseconds()
            if now > self._last_ms:
                self._last_ms = now
                self._counter = self._bits(_COUNTER_BITS)
            else:
                # A clock set back must not break the order: the last time is kept and counted on.
                self._counter += 1 + self._bits(_STEP_BITS)
                if self._counter >> _COUNTER_BITS:
                    self._last_ms += 1
                    self._counter = self._bits(_COUNTER_BITS)
            ms, counter = self._last_ms, self._counter
        return UUID(
            int=ms << 80 | 0x7 << 76 | (counter >> 62) << 64 | 0b10 << 62 | counter & _LOW_62
        )


def _system_ms() -> int:
    return time.time_ns() // 1_000_000


_entropy = _Entropy()
_sequence = _Uuid7Sequence(_system_ms, _entropy.bits)

# A forked child would otherwise hand out its parent's ids, or wait for a lock nobody holds.
os.register_at_fork(after_in_child=_entropy.restart)
os.register_at_fork(after_in_child=_sequence.restart)


def random_bits(count: int) -> int:
    """A random integer of at most `count` bits, fit for ids nobody may guess."""
    return _entropy.bits(count)


def uuid7() -> UUID:
    """A new version 7 UUID (RFC 9562), greater than every one before it in this process."""
    return _sequence.new()


class SystemIds:
    """Ids of the running system."""

    def new(self) -> UUID:
        """A new version 7 UUID."""
        return uuid7()


class SeededIds:
    """The same version 7 ids for the same seed (and the same clock, where one is given)."""

    def __init__(self, seed: int | str, clock: Clock | None = None) -> None:
        repeatable = random.Random(seed)  # noqa: S311 - a simulation wants a seed, not a secret
        self._sequence = _Uuid7Sequence(_clock_ms(clock), repeatable.getrandbits)

    def new(self) -> UUID:
        """The next id of this seed."""
        return self._sequence.new()


def _clock_ms(clock: Clock | None) -> Callable[[], int]:
    if clock is None:
        return lambda: _SIMULATED_EPOCH_MS
    return lambda: int(clock.now().timestamp() * 1000)


def derived(namespace: UUID, *parts: str | int | UUID) -> UUID:
    """The version 5 UUID of the parts: another split of the same text is another id.

    A part counts as its text, so a UUID and its text are the same part.
    """
    if not parts:
        raise ValueError("a derived id needs at least one part to be derived from")
    named = namespace.bytes + unambiguous(parts)
    return uuid_of(hashlib.sha1(named, usedforsecurity=False).digest(), version=5)


def unambiguous(parts: Iterable[str | int | UUID]) -> bytes:
    """The parts as bytes, each with its length before it, so that no two splits look the same."""
    joined = b""
    for part in parts:
        text = str(part).encode("utf-8", "surrogatepass")
        joined += b"%d:%b" % (len(text), text)
    return joined


def uuid_of(digest: bytes, *, version: int) -> UUID:
    """The first 16 bytes of a digest as a UUID that says how it was made (RFC 9562: 5 or 8)."""
    number = int.from_bytes(digest[:16], "big")
    return UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | version << 76 | 0b10 << 62)
