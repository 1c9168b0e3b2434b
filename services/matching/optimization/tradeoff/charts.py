"""Two charts as plain geometry: days of waiting across; up, how good matches are and how many.

Lengths across are per cent of the width, so that text keeps its size on every screen; heights are
pixels from the top. One line for each floor, one dot for each rhythm of match runs.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from services.matching.optimization.tradeoff.advice import of_a_hundred
from services.matching.optimization.tradeoff.measuring import Figures
from services.matching.optimization.tradeoff.playing import Setting
from services.matching.optimization.tradeoff.wording import rhythm

LEFT: Final = 7.0
"""Per cent of the width before the first day, for the figures of the upright axis."""

RIGHT: Final = 79.0
"""Per cent of the width at which the last day is; behind it lines are named."""

TOP: Final = 82
HEIGHT: Final = 330
"""From the upright axis' highest figure to its lowest."""

BELOW: Final = 62
"""For days, and the words under them."""

_COLORS: Final = ("#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1")
"""The categories of the Government Analysis Function's palette, in its order."""

_NAMES_APART: Final = 19
"""Pixels between two names, so that neither is written over the other."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One setting; ``x`` in per cent, ``y`` in pixels."""

    figures: Figures
    x: float
    y: float
    chosen: bool
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One floor over all rhythms, and where its name stands."""

    floor: int
    color: str
    dots: tuple[Dot, ...]
    name_y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure of an axis, and where."""

    words: str
    at: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a chart draws."""

    name: str
    up: str
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    upright: tuple[Tick, ...]

    @property
    def rhythms(self) -> tuple[Tick, ...]:
        """The words over the dots of each rhythm, of the line in which they stand highest."""
        highest = min(self.lines, key=lambda line: min(dot.y for dot in line.dots))
        return tuple(Tick(dot.words, dot.x) for dot in highest.dots)

    @property
    def chosen(self) -> Dot:
        """The dot of the setting that was chosen."""
        return next(dot for line in self.lines for dot in line.dots if dot.chosen)


def charts_of(found: Sequence[Figures], chosen: Setting) -> tuple[Chart, Chart]:
    """Return the chart of how good matches are, and that of how many get a mentor."""
    good = _chart(found, chosen, "How good the matches are", "Points of the average match", _fit)
    many = _chart(
        found, chosen, "How many get a mentor", "Young people with a mentor, of 100", of_a_hundred
    )
    return good, many


def _fit(figures: Figures) -> float:
    return figures.mean_fit


def _chart(
    found: Sequence[Figures],
    chosen: Setting,
    name: str,
    up: str,
    height: Callable[[Figures], float],
) -> Chart:
    days = _round_scale([0, *(one.waited_median for one in found)], (1, 2, 5, 10, 20, 50, 100))
    scale = _round_scale([height(one) for one in found], (1, 2, 5, 10, 20, 25, 50, 100, 200))

    def across(day: float) -> float:
        return LEFT + (RIGHT - LEFT) * (day - days[0]) / (days[-1] - days[0])

    def upward(value: float) -> float:
        return TOP + HEIGHT * (scale[-1] - value) / (scale[-1] - scale[0])

    def dot(one: Figures) -> Dot:
        words = rhythm(one.setting.every_days)
        return Dot(
            one, across(one.waited_median), upward(height(one)), one.setting == chosen, words
        )

    floors = sorted({one.setting.quality_floor for one in found})
    rows = [[dot(one) for one in found if one.setting.quality_floor == least] for least in floors]
    names = _apart([row[-1].y for row in rows])
    lines = tuple(
        Line(least, color, tuple(row), y)
        for least, color, row, y in zip(floors, _COLORS, rows, names, strict=False)
    )
    ticks = tuple(Tick(str(day), across(day)) for day in days)
    return Chart(name, up, lines, ticks, tuple(Tick(str(v), upward(v)) for v in scale))


def _round_scale(values: Sequence[float], steps: Sequence[int]) -> Sequence[int]:
    """Return the figures of an axis that holds all values: four to seven of them, round ones."""
    low, high = min(values), max(values)
    step = next((s for s in steps if (high - low) / s <= 6), steps[-1])  # noqa: PLR2004
    first, last = floor(low / step), ceil(high / step)
    return [at * step for at in range(first, max(last, first + 1) + 1)]


def _apart(wanted: Sequence[float]) -> Sequence[float]:
    """Return the heights of names, moved until no two overlap, in their order."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = dict(enumerate(wanted))
    for before, after in itertools.pairwise(order):
        placed[after] = max(placed[after], placed[before] + _NAMES_APART)
    return [placed[at] for at in range(len(wanted))]
