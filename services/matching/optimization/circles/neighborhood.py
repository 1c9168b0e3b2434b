"""A part of a market that is solved at once: some people, some sessions, and all pairs between.

A whole component is one, and so is a window of a large component while everything else stays.
"""

from dataclasses import dataclass, replace

import numpy as np

from services.matching.optimization.circles.market import Balance, Market
from services.matching.optimization.highs import Flags, Ints


@dataclass(frozen=True, slots=True)
class CapRows:
    """Balance caps that can bind: a row for each, its session, its limit, and which pairs count."""

    session: Ints
    limit: Ints
    row: Ints
    pair: Ints


@dataclass(frozen=True, slots=True)
class Neighborhood:
    """Pairs with people and sessions numbered from 0, and what the sessions demand.

    ``pairs`` are the numbers of its pairs in the market.
    """

    pairs: Ints
    person: Ints
    session: Ints
    value: Ints
    people: int
    fewest: Ints
    most: Ints
    opened: Flags
    caps: CapRows

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return int(self.fewest.size)

    def only(self, keep: Flags) -> "Neighborhood":
        """Return the same people and sessions with some of the pairs."""
        number = np.cumsum(keep) - 1
        caps = self.caps
        kept = keep[caps.pair]
        return replace(
            self,
            pairs=self.pairs[keep],
            person=self.person[keep],
            session=self.session[keep],
            value=self.value[keep],
            caps=replace(caps, row=caps.row[kept], pair=number[caps.pair[kept]]),
        )


def neighborhood_of(market: Market, pairs: Ints) -> Neighborhood:
    """Return the part of the market that these pairs span."""
    person_ids, person = np.unique(market.pairs.person[pairs], return_inverse=True)
    session_ids, session = np.unique(market.pairs.session[pairs], return_inverse=True)
    return Neighborhood(
        pairs,
        person,
        session,
        market.pairs.value[pairs],
        int(person_ids.size),
        market.fewest[session_ids],
        market.most[session_ids],
        market.opened[session_ids],
        _cap_rows(market, pairs, session),
    )


def _cap_rows(market: Market, pairs: Ints, session: Ints) -> CapRows:
    found = [_rows_of(market, balance, pairs, session) for balance in market.balances]
    rows, starts = [rows for rows in found if rows.limit.size], 0
    if not rows:
        nothing = np.zeros(0, np.int64)
        return CapRows(nothing, nothing, nothing, nothing)
    shifted = []
    for one in rows:
        shifted.append(one.row + starts)
        starts += one.limit.size
    return CapRows(
        np.concatenate([one.session for one in rows]),
        np.concatenate([one.limit for one in rows]),
        np.concatenate(shifted),
        np.concatenate([one.pair for one in rows]),
    )


def _rows_of(market: Market, balance: Balance, pairs: Ints, session: Ints) -> CapRows:
    """Return a row for each session and word with more candidates than the cap allows."""
    word = balance.word[market.pairs.person[pairs]]
    pair = np.flatnonzero(word >= 0)
    key = market.pairs.session[pairs[pair]] * max(1, balance.words) + word[pair]
    keys, first, group, counts = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    binding = counts > balance.allowance[keys]
    number = np.cumsum(binding) - 1
    chosen = binding[group]
    return CapRows(
        session[pair[first]][binding],
        balance.allowance[keys[binding]],
        number[group[chosen]],
        pair[chosen],
    )
