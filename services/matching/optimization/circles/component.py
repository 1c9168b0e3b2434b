"""One component: the best circles among everybody who is linked by some pair.

First prices, then a search over the pairs that are close to their price, then the proof: a pair
that costs more than the gap between bound and solution is in no better solution. What is left is
searched again, so that the search sees few pairs and its result holds for all of them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matching.optimization.circles.bounds import WholeBound, seats_bound
from services.matching.optimization.circles.market import Market
from services.matching.optimization.circles.neighborhood import Neighborhood, neighborhood_of
from services.matching.optimization.circles.prices import CLOSE, seat_prices, whole_prices
from services.matching.optimization.circles.search import Found, search, worth_of
from services.matching.optimization.circles.windows import by_windows
from services.matching.optimization.highs import Flags, Floats, Ints

PAIRS_AT_ONCE: Final = 15_000
"""Up to so many pairs are searched as a whole; more, window by window."""

_PASSES: Final = 3
_NOISE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Seating:
    """Seated pairs, by number in the market, what no seating exceeds, and what seats are worth."""

    pairs: Ints
    bound: int
    seats_bound: int
    session: Ints
    price: Ints


def best_seating(market: Market, pairs: Ints, where: Floats) -> Seating:
    """Return the seating of one component. ``where`` has a place for each of all sessions."""
    part = neighborhood_of(market, pairs)
    sessions = np.unique(market.pairs.session[pairs])
    seats = seat_prices(part)
    limit, core = whole_prices(part, seats.short <= CLOSE)
    found = _proven(market, part, core, limit, (where[sessions], seats.seated))
    price = np.ceil(seats.seats - _NOISE).astype(np.int64)
    published = seats_bound(part, price.astype(np.float64), np.zeros(part.caps.limit.size))
    bound = min(found.bound, seats.bound, published)
    return Seating(part.pairs[found.seated], bound, seats.bound, sessions, price)


def _proven(
    market: Market,
    part: Neighborhood,
    core: Flags,
    limit: WholeBound,
    near: tuple[Floats, Floats],
) -> Found:
    best = Found(np.zeros(part.person.size, np.bool_), 0, limit.bound)
    for _ in range(_PASSES):
        found = _search_core(market, part, core, near)
        bound = min(best.bound, max(found.bound, limit.with_some_of(~core)))
        better = found if found.value >= best.value else best
        best = Found(better.seated, better.value, bound)
        needed = limit.could_beat(best.value)
        if not (needed & ~core).any() or needed.sum() > PAIRS_AT_ONCE:
            break
        core = needed
    return best


def _search_core(
    market: Market, part: Neighborhood, core: Flags, near: tuple[Floats, Floats]
) -> Found:
    seated = np.zeros(part.person.size, np.bool_)
    few = part.only(core)
    if few.person.size <= PAIRS_AT_ONCE:
        found = search(few)
        seated[core] = found.seated
        return Found(seated, found.value, found.bound)
    where, leaning = near
    seated[core] = by_windows(market, few, where, leaning[core])
    return Found(seated, worth_of(part, seated), int(part.value.sum()))
