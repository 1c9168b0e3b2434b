"""Charts as plain geometry: the template draws them as static SVG, without a script.

Lengths are per cent of the chart's width, so that text keeps its size on every screen; heights are
pixels. Charts show nothing that the tables beside them do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.matching.optimization.fairness.report import GroupFigures, Load

ROW_HEIGHT: Final = 54
BARS_HEIGHT: Final = 150
_MOST_BARS: Final = 12
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class RateRow:
    """One group: a bar to its rate, a line over the interval, a mark at what is reachable."""

    group: GroupFigures
    top: int
    rate: float
    low: float
    high: float
    reachable: float


@dataclass(frozen=True, slots=True)
class LoadBar:
    """How many suppliers have so many people; the last bar stands for that many or more."""

    words: str
    suppliers: int
    left: float
    width: float
    height: float


def rate_rows(groups: Sequence[GroupFigures]) -> tuple[RateRow, ...]:
    """The groups that may be told, one below the other, on a scale from 0 to 100%."""
    told = [group for group in groups if group.placed is not None]
    return tuple(_row(group, at) for at, group in enumerate(told))


def _row(group: GroupFigures, at: int) -> RateRow:
    share = group.placed
    if share is None:
        raise ValueError("this group has too few people to be shown")
    low, high = share.interval
    reachable = (group.reachable or 0) / share.whole
    lengths = (_HUNDRED * length for length in (share.rate, low, high, reachable))
    return RateRow(group, at * ROW_HEIGHT, *lengths)


def load_bars(load: Load) -> tuple[LoadBar, ...]:
    """How many suppliers have nobody, one person, two, and so on."""
    counts = dict(load.by_people)
    last = min(load.most, _MOST_BARS - 1)
    heights = [counts.get(people, 0) for people in range(last)]
    heights.append(sum(count for people, count in counts.items() if people >= last))
    words = [str(people) for people in range(last)]
    words.append(f"{last} or more" if load.most > last else str(last))
    slot, tallest = _HUNDRED / len(heights), max(1, *heights)
    return tuple(
        LoadBar(word, count, at * slot + slot * 0.1, slot * 0.8, BARS_HEIGHT * count / tallest)
        for at, (word, count) in enumerate(zip(words, heights, strict=True))
    )
