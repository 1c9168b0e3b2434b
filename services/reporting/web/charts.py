"""Charts as plain geometry: the templates draw them as static SVG, without a script.

Lengths are per cent of the chart's width, so that text keeps its size on every screen; heights are
pixels. Charts show nothing that the tables do not: they are drawn from counts as published.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.reporting.domain.disclosure import ROUNDED_TO, Shown
from services.reporting.domain.year import Period, ShownRatio, Year
from services.reporting.web.wording import words_of

FUNNEL: Final = ("referred", "accepted", "joined", "attended", "completed", "outcome")
STEP_HEIGHT: Final = 66
AREA_HEIGHT: Final = 60
YEAR_HEIGHT: Final = 160

_HIDDEN_HEIGHT: Final = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the funnel: its own bar, and behind it the bar of its denominator."""

    title: str
    ratio: ShownRatio
    top: int
    width: float
    base_width: float
    out_of: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One period: an outlined stub of fixed height where the count may not be shown."""

    period: Period
    shown: Shown
    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """People referred by month or quarter; a bar of full height is ``tallest`` people."""

    bars: tuple[Bar, ...]
    height: int
    tallest: int


def funnel(year: Year) -> list[Step]:
    """Return the stages from referral to outcome, widths as shares of everybody referred."""
    everybody = year.count("referred").count or 1
    measures = words_of(year.programme).measures
    return [
        Step(
            title=measures[code].title,
            ratio=ratio,
            top=index * STEP_HEIGHT,
            width=100 * (ratio.numerator.count or 0) / everybody,
            base_width=100 * (ratio.denominator.count or 0) / everybody,
            out_of=measures[measures[code].out_of].title.lower(),
        )
        for index, code in enumerate(FUNNEL)
        for ratio in [year.ratio(code)]
    ]


def year_chart(year: Year) -> BarChart:
    """Return the chart of all areas, by month."""
    tallest = _largest(year.count("referred", None, month) for month in year.months)
    return _chart(year, None, year.months, YEAR_HEIGHT, tallest)


def area_charts(year: Year) -> dict[str, BarChart]:
    """Return a chart for each area, by its code, all on one scale."""
    tallest = _largest(
        year.count("referred", area, period) for area in year.areas for period in year.periods
    )
    return {area: _chart(year, area, year.periods, AREA_HEIGHT, tallest) for area in year.areas}


def _chart(
    year: Year, area: str | None, periods: Sequence[Period], height: int, tallest: int
) -> BarChart:
    slot = 100 / len(periods)
    bars = [
        Bar(
            period=period,
            shown=shown,
            left=index * slot + slot * 0.12,
            width=slot * 0.76,
            height=_HIDDEN_HEIGHT if shown.count is None else height * shown.count / tallest,
        )
        for index, period in enumerate(periods)
        for shown in [year.count("referred", area, period)]
    ]
    return BarChart(tuple(bars), height, tallest)


def _largest(shown: Iterable[Shown]) -> int:
    return max((it.count for it in shown if it.count), default=ROUNDED_TO)
