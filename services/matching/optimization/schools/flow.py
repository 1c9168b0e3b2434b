"""The best answers as a flow: a linear program whose vertices are whole, with its prices.

Weeks are nested in totals and every request is answered once, so the program is a network's: its
optimum has no fractions, and neither have its prices. Pairs are priced in until none is missing.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matching.optimization.highs import Flags, Floats, Ints, Program, Rows, relaxed, taken
from services.matching.optimization.schools.capacities import Capacities
from services.matching.optimization.schools.pairs import Pairs

_AT_ONCE: Final = 20_000
_EACH: Final = 12
_NOISE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Flow:
    """Which pairs are matched, and what one more of each capacity would be worth, in points."""

    matched: Flags
    prices: Ints


def best_flow(pairs: Pairs, limits: Capacities, requests: int) -> Flow:
    """Return the matching worth most."""
    everything = np.ones(len(pairs), np.bool_)
    keep = everything if len(pairs) <= _AT_ONCE else _first(pairs.request, -pairs.value, everything)
    while True:
        found = relaxed(_program(pairs, limits, requests, np.flatnonzero(keep)))
        answer, prices = found.prices[:requests], found.prices[requests:]
        surplus = pairs.value - _charged(limits, prices) - answer[pairs.request]
        missing = (surplus > _NOISE) & ~keep
        if not missing.any():
            break
        keep = keep | _first(pairs.request, -surplus, missing)
    matched = np.zeros(len(pairs), np.bool_)
    matched[keep] = taken(found.quantities)
    return Flow(matched, np.rint(prices).astype(np.int64))


def bound_by(pairs: Pairs, limits: Capacities, requests: int, prices: Ints) -> int:
    """Return what no matching can exceed, by duality over all pairs, for any prices from 0 up."""
    surplus = np.zeros(requests, np.int64)
    np.maximum.at(surplus, pairs.request, pairs.value - _charged(limits, prices))
    return int(surplus.sum() + (limits.limits * prices).sum())


def _program(pairs: Pairs, limits: Capacities, requests: int, kept: Ints) -> Program:
    column = np.arange(kept.size)
    rows = Rows().add(np.ones(requests, np.int64), (pairs.request[kept], column, 1))
    totaled = np.flatnonzero(limits.total[kept] >= 0)
    rows.add(
        limits.limits,
        (limits.weekly[kept], column, 1),
        (limits.total[kept][totaled], totaled, 1),
    )
    zeros = np.zeros(kept.size, np.int64)
    return Program(pairs.value[kept], rows, zeros, zeros + 1, np.zeros(kept.size, np.bool_))


def _charged(limits: Capacities, prices: Ints | Floats) -> Ints | Floats:
    """Return what each pair's capacities cost at these prices."""
    with_none = np.append(prices, 0)
    charged: Ints | Floats = with_none[limits.weekly] + with_none[limits.total]
    return charged


def _first(owner: Ints, cost: Ints | Floats, among: Flags) -> Flags:
    chosen = np.flatnonzero(among)
    order = chosen[np.lexsort((cost[chosen], owner[chosen]))]
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    rank = np.arange(order.size) - np.repeat(starts, np.diff(starts, append=order.size))
    found = np.zeros(among.size, np.bool_)
    found[order[rank < _EACH]] = True
    return found
