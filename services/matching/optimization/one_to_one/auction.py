"""An auction of seats: people outbid each other until nobody wants to (Bertsekas 1988).

Everybody wants the mentor who is worth most to them less the price, or none. A bid raises the price
to what makes the second best as good, and ``step`` points more. What comes out is at most ``step``
points a person below the best solution over the pairs that were looked at.
"""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.arcs import Arcs
from services.matching.optimization.one_to_one.compiled import (
    NOBODY,
    Ints,
    Longs,
    Number,
    borrowing,
    inlined,
)

_SOLD_OUT = np.int32(1 << 30)
"""The price of a seat that is not there."""


class Auctioned(NamedTuple):
    """Who got whom (-1: nobody), and the lowest price of each mentor's seats."""

    match: Ints
    price: Longs


class _Seats(NamedTuple):
    start: Longs
    price: Ints
    owner: Ints
    lowest: Ints
    """By mentor: the lowest price."""
    second: Ints
    """By mentor: the second lowest price."""
    cheapest: Ints
    """By mentor: which seat has the lowest price."""


def auction(arcs: Arcs, seats: Ints, order: Ints, step: int = 1) -> Auctioned:
    """Run the auction; people bid in ``order``, and who is outbid queues up again."""
    start = np.zeros(seats.size + 1, np.int64)
    np.cumsum(seats, out=start[1:])
    total, people = int(start[-1]), arcs.start.size - 1
    sold = _Seats(
        start,
        np.zeros(total, np.int32),
        np.full(total, NOBODY, np.int32),
        np.where(seats > 0, 0, _SOLD_OUT).astype(np.int32),
        np.where(seats > 1, 0, _SOLD_OUT).astype(np.int32),
        start[:-1].astype(np.int32),
    )
    match = np.full(people, NOBODY, np.int32)
    _run(arcs, sold, match, np.append(order, NOBODY).astype(np.int32), np.int32(step))
    price = np.where(seats > 0, sold.lowest, 0).astype(np.int64)
    return Auctioned(match, price)


@borrowing
def _run(arcs: Arcs, sold: _Seats, match: Ints, queue: Ints, step: Number) -> None:
    """Let people bid until the queue is empty; it is a ring with room for everybody."""
    size, head, tail = queue.size, 0, queue.size - 1
    while head != tail:
        person = queue[head]
        head = head + 1 if head + 1 < size else 0
        out = _bid(arcs, sold, match, person, step)
        if out >= 0:
            queue[tail] = out
            tail = tail + 1 if tail + 1 < size else 0


@inlined
def _bid(arcs: Arcs, sold: _Seats, match: Ints, person: Number, step: Number) -> Number:
    """Let one person bid; return who loses a seat by it, or -1."""
    best, next_best = np.int32(0), np.int32(0)
    wanted, worth = NOBODY, np.int32(0)
    mentors, values, lowest = arcs.mentor, arcs.value, sold.lowest
    for arc in range(arcs.start[person], arcs.start[person + 1]):
        gain = np.int32(values[arc] - lowest[mentors[arc]])
        if gain > next_best:
            if gain > best:
                next_best, best, wanted, worth = best, gain, mentors[arc], values[arc]
            else:
                next_best = gain
    if wanted < 0:
        return NOBODY
    next_best = max(next_best, np.int32(worth - sold.second[wanted]))
    seat = sold.cheapest[wanted]
    out = sold.owner[seat]
    sold.price[seat] = worth - next_best + step
    sold.owner[seat] = person
    match[person] = wanted
    if out >= 0:
        match[out] = NOBODY
    _reprice(sold, wanted)
    return out


@inlined
def _reprice(sold: _Seats, mentor: Number) -> None:
    """Find the lowest two prices of a mentor again."""
    first, last = sold.start[mentor], sold.start[mentor + 1]
    lowest, second = _SOLD_OUT, _SOLD_OUT
    cheapest: Number = first
    for seat in range(first, last):
        price = sold.price[seat]
        if price < lowest:
            lowest, second, cheapest = price, lowest, seat
        elif price < second:
            second = price
    sold.lowest[mentor], sold.second[mentor] = lowest, second
    sold.cheapest[mentor] = cheapest
