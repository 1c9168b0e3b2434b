"""What no seating can exceed, from prices: for any prices at all, over every eligible pair.

A person's price is what the market gives up for seating them, a cap's price what one more member
under its word would gain. Good prices come from linear programs over a few pairs; the bounds here
then look at all pairs, so a pair that a program never saw cannot break them.
"""

from dataclasses import dataclass
from math import floor
from typing import Final

import numpy as np

from services.matching.optimization.circles.neighborhood import Neighborhood
from services.matching.optimization.highs import Flags, Floats

_SLACK: Final = 0.01
"""What sums in floating point may err; points are whole, so bounds are rounded down after it."""


@dataclass(frozen=True, slots=True)
class WholeBound:
    """A bound that knows minimum sizes, and what each pair costs.

    Forcing a pair into a solution lowers the bound by its cost at least, so a pair that costs more
    than the gap is in no better solution.
    """

    limit: float
    cost: Floats

    @property
    def bound(self) -> int:
        """What no solution exceeds, in whole points."""
        return floor(self.limit)

    def with_some_of(self, pairs: Flags) -> int:
        """Return what no solution with any of these pairs exceeds."""
        cheapest = float(self.cost[pairs].min(initial=np.inf))
        return floor(max(0.0, self.limit - cheapest))

    def could_beat(self, value: int) -> Flags:
        """Return the pairs that a solution of a greater value might have."""
        beats: Flags = self.limit - self.cost >= value + 1
        return beats


def priced(part: Neighborhood, caps: Floats) -> Floats:
    """Return what each pair is worth after the prices of the balance caps it counts for."""
    left = part.value.astype(np.float64)
    np.subtract.at(left, part.caps.pair, caps[part.caps.row])
    return left


def seats_bound(part: Neighborhood, seats: Floats, caps: Floats) -> int:
    """Return the bound of linear programming duality if a circle may have any size up to full."""
    surplus = np.zeros(part.people)
    np.maximum.at(surplus, part.person, priced(part, caps) - seats[part.session])
    total = surplus.sum() + (part.most * seats).sum() + (part.caps.limit * caps).sum()
    return floor(float(total) + _SLACK)


def whole_bound(part: Neighborhood, people: Floats, caps: Floats) -> WholeBound:
    """Return the bound by relaxing "one seat each": every session picks its best whole circle.

    A pair enters a session's choice at its value less the person's price, and a session that takes
    place earns what its caps are priced at.
    """
    gain = priced(part, caps) - people[part.person]
    earned = np.bincount(part.caps.session, part.caps.limit * caps, part.sessions)
    sums = _best_sums(part, gain)
    sizes = np.arange(sums.shape[1])
    allowed = (sizes >= part.fewest[:, None]) & (sizes <= part.most[:, None])
    before = (sizes >= part.fewest[:, None] - 1) & (sizes < part.most[:, None])
    circle = np.where(allowed, sums, -np.inf).max(axis=1) + earned
    others = np.where(before, sums, -np.inf).max(axis=1) + earned
    chosen = np.where(part.opened, circle, np.maximum(0.0, circle))
    forced = np.minimum(circle[part.session], others[part.session] + gain)
    total = people.sum() + chosen.sum()
    return WholeBound(float(total) + _SLACK, chosen[part.session] - forced)


def _best_sums(part: Neighborhood, gain: Floats) -> Floats:
    """Return each session's sum of its best 0, 1, 2, ... gains; -inf where there are fewer."""
    order = np.lexsort((-gain, part.session))
    counts = np.bincount(part.session, minlength=part.sessions)
    rank = np.arange(order.size) - np.repeat(np.cumsum(counts) - counts, counts)
    width = int(part.most.max(initial=0))
    best = np.full((part.sessions, width + 1), -np.inf)
    best[:, 0] = 0.0
    near = rank < width
    best[part.session[order[near]], rank[near] + 1] = gain[order[near]]
    return best.cumsum(axis=1)
