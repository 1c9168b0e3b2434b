"""Which pairs are known, and what is proven about all others.

For every person there is a level, and for every mentor a reference price, so that no unknown pair
is worth more than the two together. A search whose gains are at or above the levels, and whose
prices are at or above the references, is therefore right about *all* pairs, not only known ones.
"""

from typing import Final

import numpy as np

from services.matching.optimization.one_to_one import scans
from services.matching.optimization.one_to_one.arcs import Arcs, joined, no_arcs
from services.matching.optimization.one_to_one.columns import Market, Scales
from services.matching.optimization.one_to_one.compiled import NEVER, Flags, Ints, Longs
from services.matching.optimization.one_to_one.dense import SMALL
from services.matching.optimization.one_to_one.scans import Found
from services.matching.optimization.one_to_one.tables import tables_of
from services.matching.optimization.one_to_one.views import Shelves, Table, View

_UNKNOWN: Final = np.int64(1) << 40

_ROOM: Final = 16_000_000
"""So many pairs are found at once: 128 MB."""


class Lookout:
    """All that is known of one market's pairs."""

    def __init__(self, market: Market) -> None:
        self.tables = tables_of(market)
        people, ready = market.people, market.mentors.ready
        self.seats = np.where(ready, market.mentors.seats, 0).astype(np.int32)
        self.everybody = np.flatnonzero(people.active)
        small = people.age.size * self.seats.size <= SMALL
        self._view: View = Table(self.tables) if small else Shelves(self.tables)
        self.options = self._view.options(self.everybody, self.seats > 0)
        self.worth = worth_of(market, self.options)
        self.arcs: Arcs = no_arcs(people.age.size)
        self.level = np.where(people.active, _UNKNOWN, 0)
        self.reference = np.zeros(self.seats.size, np.int64)

    def covers(self, price: Longs, gain: Longs) -> bool:
        """Whether prices and gains are proven to be right about all unknown pairs."""
        return not (self._fallen(price).any() or (gain < self.level).any())

    def look(self, price: Longs, gain: Longs, margin: int, most: int) -> int:
        """Scan until all unknown pairs are covered, with a margin; return for how many people.

        Prices may fall by half of the margin, and gains by the other half, before it is to be done
        again. Where somebody has more than ``most`` good unknown pairs the best become known, and
        their level is that of the last one.
        """
        low = np.flatnonzero(gain < self.level)
        fallen, lower = self._fallen(price), np.maximum(price - margin // 2, 0)
        if fallen.any():
            rest = np.flatnonzero((gain >= self.level) & (self.level < _UNKNOWN))
            self._scan(fallen, rest, lower, self.level[rest], most)
        if low.size:
            wanted = np.maximum(gain[low] - margin // 2, 0)
            self._scan(self.seats > 0, low, lower, wanted, most)
        # who was not scanned again holds what was proven for the mentors that have not fallen
        self.reference = np.where(fallen, lower, np.maximum(self.reference, lower))
        return int(low.size)

    def glance(self, most: int) -> None:
        """Make good pairs of everybody known, before there are prices."""
        found = self._view.glance(self.seats > 0, self.everybody, most)
        self._learn(self.everybody, found, np.zeros(self.seats.size, np.int64))

    def confirm(self, price: Longs, gain: Longs) -> Longs:
        """Scan all pairs for any that is better than what its person has.

        What is found becomes known. Return the best of each person; below 0 where there is none.
        """
        _, values = self._scan(self.seats > 0, self.everybody, price, gain[self.everybody], 1)
        self.reference = price.copy()
        best, found = np.full(gain.size, -1, np.int64), np.zeros(gain.size, np.bool_)
        found[self.everybody] = values[:, 0] > NEVER
        # fit less price may well be below 0 where being placed at all is worth much
        best[self.everybody] = values[:, 0] + self.worth[self.everybody]
        best[~found] = -1
        self.level[found] = _UNKNOWN
        return best

    def _fallen(self, price: Longs) -> Flags:
        return (price < self.reference) & (self.seats > 0)

    def _scan(
        self, chosen: Flags, who: Longs, price: Longs, levels: Longs, most: int
    ) -> tuple[Ints, Ints]:
        """Make pairs known that leave somebody more than a level, and write what is proven."""
        floors = np.maximum(levels - self.worth[who], scans.ANY).astype(np.int32)
        most = max(1, min(most, _ROOM // max(1, who.size)))
        mentors, values, counts = self._view.best(chosen, who, price, floors, most)
        full = counts == most
        self.level[who] = np.where(full, values[:, -1] + self.worth[who], levels)
        self._learn(who, (mentors, values, counts), price)
        return mentors, values

    def _learn(self, who: Longs, found: Found, price: Longs) -> None:
        rows = np.full(self.worth.size, -1, np.int32)
        rows[who] = np.arange(who.size, dtype=np.int32)
        self.arcs = joined(self.arcs, (*found, rows), price, self.worth)


def worth_of(market: Market, options: Ints) -> Longs:
    """What placing each person is worth: waiting, and the bonus for few options."""
    return market.people.waiting_worth.astype(np.int64) + bonus_of(market.scales, options)


def bonus_of(scales: Scales, options: Ints) -> Longs:
    """The bonus of people with so many options."""
    some = np.where(options < scales.some, scales.bonus // 2, 0)
    return np.where(options < scales.few, scales.bonus, some).astype(np.int64)
