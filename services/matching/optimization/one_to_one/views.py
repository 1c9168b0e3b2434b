"""Two ways to look over all pairs: a table of a small market, labelled shelves of a large one."""

from typing import Final, Protocol

import numpy as np

from services.matching.optimization.one_to_one import scans
from services.matching.optimization.one_to_one.compiled import NEVER, Flags, Ints, Longs
from services.matching.optimization.one_to_one.dense import all_fits, best_in
from services.matching.optimization.one_to_one.shelves import priced, shelves_of
from services.matching.optimization.one_to_one.tables import READY, Tables

GLANCE: Final = 3
"""So many rows of each shelf are enough for a first idea of prices."""


class View(Protocol):
    """Looks at every pair of some people and the mentors chosen, every time it is asked."""

    def options(self, who: Longs, chosen: Flags) -> Ints:
        """How many mentors the rules allow each person, by person, as far as the bonus counts."""
        ...

    def best(self, chosen: Flags, who: Longs, price: Longs, floors: Ints, most: int) -> scans.Found:
        """The best mentors at some prices, above each person's floor."""
        ...

    def glance(self, chosen: Flags, who: Longs, most: int) -> scans.Found:
        """Good mentors where there are no prices yet; nothing is proven about others."""
        ...


class Table:
    """For small markets."""

    def __init__(self, tables: Tables) -> None:
        self._fits = all_fits(tables)

    def options(self, who: Longs, chosen: Flags) -> Ints:  # noqa: ARG002
        """How many mentors the rules allow each person; all are counted, at no cost."""
        allowed: Ints = np.sum(self._fits > NEVER // 2, axis=1, dtype=np.int32)
        return allowed

    def best(self, chosen: Flags, who: Longs, price: Longs, floors: Ints, most: int) -> scans.Found:
        """The best mentors at some prices, above each person's floor."""
        found = scans.nothing_found(who.size, most)
        # whom nobody may have costs more than anybody is worth, and no more than a number can be
        costs = np.where(chosen, price, -int(NEVER) // 2).astype(np.int32)
        best_in(self._fits, who, costs, floors, found)
        return found

    def glance(self, chosen: Flags, who: Longs, most: int) -> scans.Found:
        """The best mentors where there are no prices yet."""
        nothing = np.zeros(chosen.size, np.int64)
        return self.best(chosen, who, nothing, np.full(who.size, scans.ANY, np.int32), most)


class Shelves:
    """For large markets."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept: tuple[Flags, scans.Shelves] | None = None

    def _choose(self, chosen: Flags) -> scans.Shelves:
        """Keep the first shelves of these mentors: most looks are at all who have seats."""
        if self._kept is None:
            self._kept = chosen, shelves_of(self._tables, np.flatnonzero(chosen))
        kept, shelves = self._kept
        if np.array_equal(chosen, kept):
            return shelves
        return shelves_of(self._tables, np.flatnonzero(chosen))

    def options(self, who: Longs, chosen: Flags) -> Ints:
        """How many mentors the rules allow each person, full ones included."""
        ready = self._tables.mentors[:, READY] != 0
        shelves = self._choose(chosen if np.array_equal(ready, chosen) else ready)
        scales, options = self._tables.scales, np.zeros(self._tables.people.shape[0], np.int32)
        enough = max(scales.few, scales.some)
        options[who] = scans.options_of(self._tables, shelves, enough, who)
        return options

    def best(self, chosen: Flags, who: Longs, price: Longs, floors: Ints, most: int) -> scans.Found:
        """The best mentors at some prices, above each person's floor."""
        shelves = self._choose(chosen)
        for shelf in shelves:
            priced(shelf, price)
        return scans.best_mentors(self._tables, shelves, price, floors, most, who)

    def glance(self, chosen: Flags, who: Longs, most: int) -> scans.Found:
        """Good mentors from the most promising rows."""
        nothing = np.zeros(chosen.size, np.int64)
        shelves, floors = self._choose(chosen), np.full(who.size, scans.ANY, np.int32)
        for shelf in shelves:
            priced(shelf, nothing)
        return scans.best_mentors(self._tables, shelves, nothing, floors, most, who, rows=GLANCE)
