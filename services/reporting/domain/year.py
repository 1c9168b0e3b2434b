"""One year of one programme as it may be shown: every count on the page, protected together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.accounting import PLACES, Accounting
from services.reporting.domain.disclosure import SMALLEST_SHOWN, Shown, protected
from services.reporting.domain.figures import Figures
from services.reporting.domain.measures import MEASURES

_YEAR: Final = 12
_BASE_FOR_A_SHARE: Final = 50
_NEARLY_ALL: Final = 95


class FiguresDisagree(ValueError):
    """The figures of a year and the accounting are not about the same people."""


class Period(NamedTuple):
    """A number of months from the first day of one."""

    first: date
    months: int

    @property
    def last(self) -> date:
        """The first day of its last month."""
        return _later(self.first, self.months - 1)


class Place(NamedTuple):
    """Where a count stands: an area and a period (``None``: all), and a measure or whereabouts."""

    area: str | None
    period: Period | None
    what: str


_EVERYBODY: Final = Place(None, None, "referred")


class ShownRatio(NamedTuple):
    """A figure with its denominator, both as they may be shown."""

    numerator: Shown
    denominator: Shown

    @property
    def share(self) -> str | None:
        """The share in whole per cent, worked out from what is shown; ``None`` on a small base.

        Nearly all is said as "95% or more": that everybody in a group has something in common
        tells it of each of them.
        """
        part, whole = self.numerator.count, self.denominator.count
        if part is None or whole is None or whole < _BASE_FOR_A_SHARE:
            return None
        percent = round(100 * part / whole)
        return f"{percent}%" if percent < _NEARLY_ALL else f"{_NEARLY_ALL}% or more"


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months; ``areas`` are codes in which anybody was referred.

    ``periods`` are what areas are divided into: the months, or quarters where most of the counts
    by month would be too small to show.
    """

    programme: str
    months: tuple[Period, ...]
    periods: tuple[Period, ...]
    areas: tuple[str, ...]
    shown: Mapping[Place, Shown]
    unplaced: int

    def count(self, what: str, area: str | None = None, period: Period | None = None) -> Shown:
        """Return a count as it may be shown; of so few people nothing is said, not even 0."""
        shown = self.shown[Place(area, period, what)]
        if shown.count == 0 and what in MEASURES and what != "referred":
            base = self.count(MEASURES[what].out_of, area, period)
            return base if base.hidden_as == "few" else shown
        return shown

    def ratio(self, measure: str, area: str | None = None) -> ShownRatio:
        """Return a measure of the year with its denominator."""
        out_of = MEASURES[measure].out_of
        return ShownRatio(self.count(measure, area), self.count(out_of, area))

    def share_of_everybody(self, what: str) -> ShownRatio:
        """Return a count out of everybody who was referred."""
        return ShownRatio(self.count(what), self.count("referred"))


def year_of(figures: Figures, accounting: Accounting, programme: str, first: date) -> Year:
    """Return the year of a programme that begins with the month ``first``.

    Raises ``FiguresDisagree`` when the accounting is not of exactly the people in these figures: a
    page whose totals contradict each other must not be shown.
    """
    months, quarters = _divided(first, 1), _divided(first, 3)
    counts = _counted(figures, programme, months, quarters)
    everybody = counts[_EVERYBODY]
    if everybody != accounting.referred:
        raise FiguresDisagree(
            f"the figures count {everybody} people referred and the accounting "
            f"{accounting.referred}; read both for the same programme and months"
        )
    counts.update({Place(None, None, place): n for place, n in accounting.places.items()})
    areas = tuple(sorted({place.area for place in counts if place.area is not None}))
    periods = quarters if _is_mostly_small(counts, areas, months) else months
    sums = list(_sums(areas, months, periods))
    everything = {place: counts[place] for line in sums for place in line}
    return Year(programme, months, periods, areas, protected(everything, sums), accounting.unplaced)


def _counted(
    figures: Figures, programme: str, months: Sequence[Period], quarters: Sequence[Period]
) -> Counter[Place]:
    within = {month.first: (month, quarters[i // 3]) for i, month in enumerate(months)}
    counts: Counter[Place] = Counter()
    for (cell, measure), ratio in figures.items():
        if cell.programme == programme and cell.month in within:
            periods = within[cell.month] if measure == "referred" else ()
            for area in (cell.area, None):
                for period in (None, *periods):
                    counts[Place(area, period, measure)] += ratio.numerator
    return counts


def _is_mostly_small(
    counts: Mapping[Place, int], areas: Sequence[str], months: Sequence[Period]
) -> bool:
    people = [counts[Place(area, month, "referred")] for area in areas for month in months]
    return sum(0 < n < SMALLEST_SHOWN for n in people) > sum(n >= SMALLEST_SHOWN for n in people)


def _sums(
    areas: Sequence[str], months: Sequence[Period], periods: Sequence[Period]
) -> Iterator[tuple[Place, ...]]:
    """Yield every addition on the page: parts first, then their total."""
    for area in (*areas, None):
        yield tuple(Place(area, period, "referred") for period in (*periods, None))
    for period in periods:
        yield tuple(Place(area, period, "referred") for area in (*areas, None))
    for measure in MEASURES:
        yield tuple(Place(area, None, measure) for area in (*areas, None))
    for i, period in enumerate(periods):
        parts = months[i * period.months : (i + 1) * period.months]
        yield tuple(Place(None, part, "referred") for part in (*parts, period))
    yield (*(Place(None, None, place) for place in PLACES), _EVERYBODY)
    yield (Place(None, None, "accepted"), Place(None, None, "rejected"), _EVERYBODY)


def _divided(first: date, months: int) -> tuple[Period, ...]:
    return tuple(Period(_later(first, n), months) for n in range(0, _YEAR, months))


def _later(month: date, by: int) -> date:
    years, index = divmod(month.month - 1 + by, _YEAR)
    return date(month.year + years, index + 1, 1)
