"""Good prices for a neighborhood, from linear programs over the few pairs that matter."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matching.optimization.circles.bounds import (
    WholeBound,
    priced,
    seats_bound,
    whole_bound,
)
from services.matching.optimization.circles.neighborhood import Neighborhood
from services.matching.optimization.circles.program import seats_only, whole_circles
from services.matching.optimization.highs import Flags, Floats, Ints, relaxed

_AT_ONCE: Final = 20_000
"""Up to so many pairs, the linear program has them all."""

_EACH: Final = 10
_ROUNDS: Final = 12
_NOISE: Final = 1e-6
CLOSE: Final = 30
"""Points: a pair this close to being worth its price may well be in the best solution."""


@dataclass(frozen=True, slots=True)
class SeatPrices:
    """Prices without minimum sizes: the LP bound over all pairs, what one more seat is worth, how
    far each pair is from being worth its seat (0 or more at the optimum), and how much of each pair
    the linear program seats.
    """

    bound: int
    seats: Floats
    short: Floats
    seated: Floats


def seat_prices(part: Neighborhood) -> SeatPrices:
    """Return the prices of seats; pairs are priced in until none is missing."""
    keep = _best(part, part.value.astype(np.float64), np.ones(part.value.size, np.bool_))
    for _ in range(_ROUNDS):
        seen = keep
        found = relaxed(seats_only(part.only(keep)))
        people, seats, caps = np.split(found.prices, (part.people, part.people + part.sessions))
        short = people[part.person] + seats[part.session] - priced(part, caps)
        missing = (short < -_NOISE) & ~keep
        if not missing.any():
            break
        keep = keep | _best(part, -short, missing)
    seated = np.zeros(seen.size)
    seated[seen] = found.quantities
    return SeatPrices(seats_bound(part, seats, caps), seats, short, seated)


def whole_prices(part: Neighborhood, core: Flags) -> tuple[WholeBound, Flags]:
    """Return the bound with minimum sizes over all pairs, and the core with what it lacked.

    The core's own prices say nothing about pairs outside it, so those that come close to being
    worth it join, until no more do.
    """
    found = _whole_bound_by(part, core)
    for _ in range(_ROUNDS):
        lacking = _best(part, -found.cost, (found.cost <= CLOSE / 2) & ~core)
        if not lacking.any():
            break
        core = core | lacking
        better = _whole_bound_by(part, core)
        if better.bound >= found.bound:
            break
        found = better
    return found, core


def _whole_bound_by(part: Neighborhood, core: Flags) -> WholeBound:
    prices = relaxed(whole_circles(part.only(core))).prices
    return whole_bound(part, prices[: part.people], prices[prices.size - part.caps.limit.size :])


def _best(part: Neighborhood, gain: Floats, among: Flags) -> Flags:
    """Return the best pairs of each person and of each session, all if there are not many."""
    if part.value.size <= _AT_ONCE:
        return among
    return _first(part.person, gain, among, _EACH) | _first(part.session, gain, among, 3 * _EACH)


def _first(owner: Ints, gain: Floats, among: Flags, each: int) -> Flags:
    chosen = np.flatnonzero(among)
    order = chosen[np.lexsort((-gain[chosen], owner[chosen]))]
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    rank = np.arange(order.size) - np.repeat(starts, np.diff(starts, append=order.size))
    found = np.zeros(among.size, np.bool_)
    found[order[rank < each]] = True
    return found
