"""The solver: pairs worth looking at, an auction, prices over all pairs, and an exact end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.arcs import gains
from services.matching.optimization.one_to_one.auction import STAGES, Auctioned, Stage, auction
from services.matching.optimization.one_to_one.columns import Market
from services.matching.optimization.one_to_one.compiled import Ints, Longs
from services.matching.optimization.one_to_one.exact import settle
from services.matching.optimization.one_to_one.lookout import Lookout
from services.matching.optimization.one_to_one.network import Network, network_of, total_value

ALGORITHM: Final = "auction-and-shortest-paths/2"

MARGIN: Final = 12
"""So many points below what somebody has, pairs are added too when the matching is made exact."""

WIDER: Final = 6
"""So often the number of pairs a person is doubled, where many are about as good.

After that there is no margin either: where hundreds are as good, only what is better counts.
"""

Progress = Callable[[str, float], None]
"""Told what has been done, and a figure: pairs, points or people."""

_LARGE: Final = 20_000
"""From so many people on a second look at all pairs costs less than what it saves."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How thorough to be. The defaults end with the optimum; `for_size` chooses for a size.

    ``first`` pairs a person are known before there are prices, then ``guided`` times the best
    ``more`` a person at the prices; ``margin`` points below what somebody has count as good too.
    ``stages`` are those of every auction.
    With ``exact`` pairs become known until none that the rules allow is better than what the prices
    say; ``confirm`` scans all pairs once more at the end.
    """

    first: int = 8
    guided: int = 1
    more: int = 8
    margin: int = 60
    stages: tuple[Stage, ...] = STAGES
    exact: bool = True
    confirm: bool = True


def for_size(people: int) -> Settings:
    """What costs least at a size; exact at every size."""
    return Settings() if people < _LARGE else Settings(guided=2)


@dataclass(frozen=True, slots=True)
class Solved:
    """Who is with whom (-1: nobody), and prices and gains over all pairs that the rules allow."""

    match: Ints
    price: Longs
    worth: Longs
    """What placing each person is worth, bonus included."""
    options: Ints
    """How many mentors the rules allow each person, counted up to what the bonus asks."""
    value: int
    bound: int
    network: Network
    rounds: int


def solve_market(
    market: Market, settings: Settings | None = None, progress: Progress | None = None
) -> Solved:
    """Solve a market given in columns; ``value == bound`` in the result proves the optimum."""
    settings, tell = settings or for_size(market.people.age.size), progress or _silence
    lookout = Lookout(market)
    tell("people with few options", int((lookout.options < market.scales.some).sum()))
    lookout.glance(settings.first)
    sold = _sell(lookout, market.seed, settings.stages, tell)
    for _ in range(settings.guided):
        gain = gains(lookout.arcs, sold.price, lookout.worth.size)
        lookout.look(sold.price, gain, settings.margin, settings.more)
        sold = _sell(lookout, market.seed, settings.stages, tell)
    return _finish(lookout, sold, settings, tell)


def _silence(_what: str, _figure: float) -> None:
    """Tell nobody."""


def _sell(lookout: Lookout, seed: int, stages: tuple[Stage, ...], tell: Progress) -> Auctioned:
    """Run the auction over the pairs so far; the seed decides who bids first."""
    tell("pairs looked at", lookout.arcs.mentor.size)
    order = np.random.default_rng(seed).permutation(lookout.everybody).astype(np.int32)
    sold = auction(lookout.arcs, lookout.seats, order, stages)
    tell("people placed by the auction", int((sold.match >= 0).sum()))
    return sold


def _finish(lookout: Lookout, sold: Auctioned, settings: Settings, tell: Progress) -> Solved:
    """Make the matching exact over the pairs so far, and add pairs until none is missing."""
    match, price, rounds, confirmed = sold.match, sold.price, 0, False
    while True:
        network = network_of(lookout.arcs, lookout.seats)
        settle(network, match, price)
        match, price, gain, rounds = network.match, network.price, network.gain, rounds + 1
        closed = settings.exact and lookout.covers(price, gain)
        if not closed and settings.exact:
            most, margin = settings.more << min(rounds, WIDER), MARGIN if rounds < WIDER else 0
            tell("people to look for again", lookout.look(price, gain, margin, most))
            continue
        if closed and not settings.confirm:
            break
        size = lookout.arcs.mentor.size
        best = lookout.confirm(price, gain)
        confirmed = lookout.arcs.mentor.size == size
        gain = np.maximum(gain, best)
        if confirmed or not settings.exact:
            break
    value, bound = total_value(network), int(gain.sum() + (price * lookout.seats).sum())
    tell("points that the bound is above the value", bound - value)
    return Solved(match, price, lookout.worth, lookout.options, value, bound, network, rounds)
