"""W3C trace context: one trace from the first event to the last, across every outbox."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.ids import Bits, random_bits

_TRACEPARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?",
    re.ASCII,
)
_SAMPLED = 1


@dataclass(frozen=True, slots=True)
class TraceParent:
    """The trace that an event belongs to, and the step (span) that caused it."""

    trace_id: str
    span_id: str
    sampled: bool

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.sampled:02x}"


def parse(traceparent: object) -> TraceParent | None:
    """The parts of a traceparent header (text or bytes), or None for anything that is not one."""
    found = _match(traceparent)
    return None if found is None else TraceParent(found[2], found[3], _sampled(found))


def new_trace(*, bits: Bits = random_bits) -> str:
    """The traceparent of an event that nothing before it caused; `bits` is for simulation."""
    return f"00-{bits(128) or 1:032x}-{bits(64) or 1:016x}-01"


def child_of(traceparent: object, *, bits: Bits = random_bits) -> str:
    """The traceparent of what an event causes: a new step of its trace, or of a new one."""
    found = _match(traceparent)
    if found is None:
        return new_trace(bits=bits)
    return f"00-{found[2]}-{bits(64) or 1:016x}-{_sampled(found):02x}"


def _match(traceparent: object) -> re.Match[str] | None:
    if isinstance(traceparent, bytes):
        traceparent = traceparent.decode("latin-1")
    if not isinstance(traceparent, str):
        return None
    found = _TRACEPARENT.fullmatch(traceparent)
    # Later versions may add fields at the end; version 00 has none.
    if found is not None and found[5] is not None and found[1] == "00":
        return None
    return found


def _sampled(found: re.Match[str]) -> bool:
    return bool(int(found[4], 16) & _SAMPLED)
