"""Shares with their uncertainty, and percentiles of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

_Z: Final = 1.959963984540054
"""The 97.5th percentile of the normal distribution: intervals hold in 95 of 100 cases."""

FEWEST: Final = 10
"""Nothing is said of a group of fewer people."""


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``, and the Wilson interval (1927) around it, at 95%."""

    part: int
    whole: int

    @property
    def rate(self) -> float:
        """The share itself; 0 of nobody."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """From and to: honest near 0 and 1 and for small groups, where the usual one is not."""
        if not self.whole:
            return 0.0, 1.0
        n, p, squared = self.whole, self.rate, _Z * _Z
        middle = (p + squared / (2 * n)) / (1 + squared / n)
        half = _Z * sqrt(p * (1 - p) / n + squared / (4 * n * n)) / (1 + squared / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def percentile(days: Sequence[int], per_cent: int) -> int:
    """The smallest value that so many per cent of them do not exceed (nearest rank)."""
    ordered = sorted(days)
    return ordered[max(0, ceil(per_cent * len(ordered) / 100) - 1)]
