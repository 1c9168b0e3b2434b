"""The log processor that lets through only what may be logged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import Enum
from types import UnionType
from typing import Any, Final
from uuid import UUID

from shared.privacy.patterns import HIDDEN, scrub
from shared.privacy.safe_errors import (
    SafeMessage,
    SafeText,
    error_of,
    safe_error,
    safe_frames,
    told,
)
from shared.privacy.sensitive import Sensitive

__all__ = ["LOG_KEYS", "Redaction", "SafeMessage", "safe_error", "safe_frames", "told"]

LOG_KEYS = frozenset(
    # the line itself
    "event level timestamp service region version logger at frames"  # noqa: SIM905
    # where in the streams
    " topic partition offset offsets first_offset last_offset group consumer stream lag"
    # which fact, by random ids only
    " event_id event_type sequence correlation_id causation_id traceparent trace_id"
    # what happened to how many
    " count batch events facts duplicates dead_letters parked rows records receipts attempt"
    " reason code rule verdict stage state status handler job wave table constraint signal"
    " leader live ready streams host port setting"
    # how long
    " seconds milliseconds waited retry_in oldest_seconds since until limit".split()
)
"""Keys whose values may be logged: codes, counts, random ids and times, never words of people."""

_MOST_ITEMS = 50
_DEEPEST = 3
# JSON writers refuse larger integers.
_TOO_LARGE = 1 << 63
_HARMLESS = bool | None | UUID | SafeText | BaseException


class Redaction:
    """A structlog processor: values of keys not on the list are hidden, all others made plain.

    Random ids, truth values and errors, which are told by `safe_error`, pass under any key;
    `exc_info` becomes `error` and `frames`.
    """

    def __init__(self, also: frozenset[str] = frozenset()) -> None:
        self._keys = LOG_KEYS | also

    def __call__(self, _logger: object, _method: str, line: Mapping[str, Any]) -> dict[str, Any]:
        """The line with what may be logged."""
        shown = {
            key if key in self._keys else scrub(key): self._shown(key, value)
            for key, value in line.items()
            if key != "exc_info"
        }
        error = error_of(line.get("exc_info"))
        return shown if error is None else shown | told(error)

    def _shown(self, key: str, value: object) -> object:
        listed = key in self._keys
        return _plain(value, _DEEPEST) if listed or isinstance(value, _HARMLESS) else HIDDEN


def _plain(value: object, depth: int) -> object:
    """A value of a listed key as JSON that holds no object's own words."""
    for kinds, show in _SHOWN:
        if isinstance(value, kinds):
            return show(value)
    return _plain_items(value, depth - 1)


_SHOWN: Final[tuple[tuple[type | UnionType, Callable[[Any], object]], ...]] = (
    (SafeText, str),
    (str, scrub),
    (bool | float | None, lambda value: value),
    (int, lambda value: value if abs(value) < _TOO_LARGE else HIDDEN),
    (Enum, lambda value: value.name),
    (UUID, str),
    (date, lambda value: value.isoformat()),
    (timedelta, timedelta.total_seconds),
    (Sensitive, str),
    (BaseException, safe_error),
)


def _plain_items(value: object, depth: int) -> object:
    if depth:
        match value:
            case Mapping():
                pairs = list(value.items())[:_MOST_ITEMS]
                return {str(_plain(key, 1)): _plain(item, depth) for key, item in pairs}
            case list() | tuple() | set() | frozenset():
                return [_plain(item, depth) for item in list(value)[:_MOST_ITEMS]]
    return f"<{type(value).__name__}>"
