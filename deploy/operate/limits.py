"""How much may wait, and for how long; what could not be measured is never within a limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol


class Waiting(Protocol):
    """Something of which a number waits; ``None`` stands for what could not be told."""

    @property
    def count(self) -> int | None:
        """How many wait."""

    @property
    def oldest_seconds(self) -> float | None:
        """For how long the oldest has waited; ``None`` also where none waits."""


class Outcome(IntEnum):
    """What came of a look, as an exit code."""

    FINE = 0
    BEYOND = 1
    CANNOT_TELL = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """``at_most`` may wait in all, none of them longer than ``older_than`` (seconds)."""

    at_most: int | None = None
    older_than: float | None = None

    def judge(self, waiting: Iterable[Waiting]) -> Outcome:
        """Return whether all is within the limits.

        What is beyond a limit for certain stays so, whatever could not be told beside it.
        """
        rows = list(waiting)
        if self._is_beyond(rows):
            return Outcome.BEYOND
        return Outcome.CANNOT_TELL if any(map(self._is_unknown, rows)) else Outcome.FINE

    def _is_beyond(self, rows: list[Waiting]) -> bool:
        if self.at_most is not None and sum(row.count or 0 for row in rows) > self.at_most:
            return True
        longest = max((row.oldest_seconds or 0 for row in rows), default=0)
        return self.older_than is not None and longest > self.older_than

    def _is_unknown(self, row: Waiting) -> bool:
        if row.count is None:
            return True
        return self.older_than is not None and row.count > 0 and row.oldest_seconds is None
