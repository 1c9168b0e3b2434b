"""Figures of schools' requests: how many asked, are visited and wait, by kind of school."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from services.reporting.domain.figures import Cell, FigureKey, Figures, Ratio


class Asked(NamedTuple):
    """How many requests of one kind of school in one cell are alike."""

    cell: Cell
    school_kind: str
    standing: str


STANDINGS: Final = {"matched": "somebody comes or came", "waiting": "nobody is found so far"}
"""What is counted of requests beside how many there are. Those that were taken back, or that nobody
came for in time, stay in the denominator and are in neither."""


def school_figures(counts: Mapping[Asked, int]) -> Figures:
    """Return ``asked_<kind>`` out of the requests of all kinds in the cell, and ``matched_<kind>``
    and ``waiting_<kind>`` out of those of the kind, also where nobody is.
    """
    everybody, of_kind = Counter[Cell](), Counter[tuple[Cell, str]]()
    for asked, count in counts.items():
        everybody[asked.cell] += count
        of_kind[asked.cell, asked.school_kind] += count
    found: dict[FigureKey, Ratio] = {}
    for (cell, kind), total in sorted(of_kind.items()):
        found[FigureKey(cell, f"asked_{kind}")] = Ratio(total, everybody[cell])
        for standing in STANDINGS:
            count = counts.get(Asked(cell, kind, standing), 0)
            found[FigureKey(cell, f"{standing}_{kind}")] = Ratio(count, total)
    return found
