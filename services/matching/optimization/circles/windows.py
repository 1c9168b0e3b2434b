"""Large components, window by window: near sessions are solved to the end, all others stay.

A window is some sessions that lie near each other, their members, and whoever has no seat. Each
round cuts the windows elsewhere, so that what one cut through lies inside another.
"""

from typing import Final

import numpy as np

from services.matching.optimization.circles.market import Market
from services.matching.optimization.circles.neighborhood import Neighborhood, neighborhood_of
from services.matching.optimization.circles.search import search, worth_of
from services.matching.optimization.highs import Flags, Floats, Ints

SESSIONS: Final = 64
"""At most so many sessions in a window: some 500 people, solved to the end in a moment."""

_ROUNDS: Final = 4
_ENOUGH: Final = 20_000
"""A round that gains less than a part in so many is the last."""

_NODES: Final = 100


def by_windows(market: Market, part: Neighborhood, where: Floats, leaning: Floats) -> Flags:
    """Return which pairs are seated, in whole circles. ``where`` are the sessions' places;
    ``leaning`` is how much of each pair a linear program seats: people start near those.
    """
    seated = _start(market, part, where, leaning)
    value = worth_of(part, seated)
    for number in range(_ROUNDS):
        for sessions in windows(where, number):
            seated = _improved(market, part, seated, sessions)
        gained = worth_of(part, seated) - value
        value += gained
        if gained * _ENOUGH <= value:
            break
    return seated


def _start(market: Market, part: Neighborhood, where: Floats, leaning: Floats) -> Flags:
    """Return the best circles if everybody may only go to the window they lean to."""
    window = np.zeros(part.sessions, np.int64)
    cut = windows(where, _ROUNDS - 1)
    for number, sessions in enumerate(cut):
        window[sessions] = number
    favorite = np.zeros(part.people, np.int64)
    order = np.argsort(leaning, kind="stable")
    favorite[part.person[order]] = window[part.session[order]]
    seated = np.zeros(part.person.size, np.bool_)
    for number in range(len(cut)):
        inside = (window[part.session] == number) & (favorite[part.person] == number)
        if inside.any():
            chosen = np.flatnonzero(inside)
            seated[chosen] = search(neighborhood_of(market, part.pairs[chosen]), _NODES).seated
    return seated


def windows(where: Floats, number: int) -> list[Ints]:
    """Return the windows of a round: halves of halves along the longer side, cut off the middle
    at first in later rounds.
    """
    share = (0.5, 0.31, 0.69, 0.42)[number % _ROUNDS]
    return _cut(where, np.arange(len(where)), share)


def _cut(where: Floats, sessions: Ints, share: float) -> list[Ints]:
    if sessions.size <= SESSIONS:
        return [sessions]
    extent = np.ptp(where[sessions], axis=0)
    order = sessions[np.argsort(where[sessions, int(extent.argmax())], kind="stable")]
    at = max(1, int(order.size * share))
    return _cut(where, order[:at], 0.5) + _cut(where, order[at:], 0.5)


def _improved(market: Market, part: Neighborhood, seated: Flags, sessions: Ints) -> Flags:
    """Return the seats after the best rearrangement within the window."""
    inside = np.zeros(part.sessions, np.bool_)
    inside[sessions] = True
    elsewhere = np.zeros(part.people, np.bool_)
    elsewhere[part.person[seated & ~inside[part.session]]] = True
    chosen = np.flatnonzero(inside[part.session] & ~elsewhere[part.person])
    if not chosen.size:
        return seated
    found = search(neighborhood_of(market, part.pairs[chosen]), _NODES)
    if found.value <= int(part.value[chosen[seated[chosen]]].sum()):
        return seated
    better = seated.copy()
    better[chosen] = found.seated
    return better
