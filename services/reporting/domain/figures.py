"""Figures per programme, area and month of referral, and whether two sources of them agree."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.reporting.domain.journey import Journey
from services.reporting.domain.measures import MEASURES
from shared.programmes.synthetic import SYNTHETIC


class Cell(NamedTuple):
    """What a figure is about: referrals to one programme in one area and month."""

    programme: str
    area: str
    month: date


class FigureKey(NamedTuple):
    """One measure of one cell."""

    cell: Cell
    measure: str

    @property
    def figure_id(self) -> str:
        """The figure's name on the bus, such as ``p7k2:E09000012:2026-04:accepted``."""
        programme, area, month = self.cell
        return f"{programme}:{area}:{month:%Y-%m}:{self.measure}"


class Ratio(NamedTuple):
    """A count of people and out of how many it is."""

    numerator: int
    denominator: int


class Difference(NamedTuple):
    """One figure on which two sources do not agree; ``None`` where a source has no such figure."""

    key: FigureKey
    first: Ratio | None
    second: Ratio | None


Figures = Mapping[FigureKey, Ratio]
"""Every measure of every cell in which anybody was referred; zeros are there too."""


@dataclass(slots=True)
class Tally:
    """Counts people per cell and measure."""

    counts: Counter[FigureKey]

    def add(self, cell: Cell, measure: str, people: int = 1) -> None:
        """Count people."""
        self.counts[FigureKey(cell, measure)] += people

    def figures(self) -> Figures:
        """Return every measure of every cell, each with its denominator, sorted."""
        cells = sorted({key.cell for key in self.counts})
        return {
            key: Ratio(self.counts[key], self.counts[FigureKey(cell, measure.out_of)])
            for cell in cells
            for measure in MEASURES.values()
            for key in [FigureKey(cell, measure.code)]
        }


def figures_of(journeys: Iterable[Journey]) -> Figures:
    """Return the figures of these journeys; those whose referral is not known yet are left out."""
    tally = Tally(Counter())
    for journey in journeys:
        cell = cell_of(journey)
        if cell is not None:
            for measure in MEASURES.values():
                if measure.counts(journey):
                    tally.add(cell, measure.code)
    return tally.figures()


def cell_of(journey: Journey) -> Cell | None:
    """Return in which cell a journey counts; ``None`` until its referral is known, and for nobody.

    Synthetic referrals are of nobody, and no figure counts them.
    """
    if journey.programme == SYNTHETIC:
        return None
    if journey.programme is None or journey.area is None or journey.month is None:
        return None
    return Cell(journey.programme, journey.area, journey.month)


def differences(first: Figures, second: Figures) -> list[Difference]:
    """Return every figure on which the two do not agree to the unit, in order."""
    return [
        Difference(key, first.get(key), second.get(key))
        for key in sorted({*first, *second})
        if first.get(key) != second.get(key)
    ]
