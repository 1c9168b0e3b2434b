"""An auction of seats: people outbid each other until nobody wants to (Bertsekas 1988).

Everybody wants the mentor who is worth most to them less the price, or none. A bid raises the price
to what makes the second best as good, and ``step`` points more. Who has a seat when it ends is at
most ``step`` points from what is best for them; shortest paths mend that, and place who is left
(`exact`). The last few would bid longest, and a path places them soonest: so it ends before.
"""

from typing import Final, NamedTuple

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


class Stage(NamedTuple):
    """Bids with raises of ``step`` points until no more than this share of everybody waits."""

    step: int
    left: float


STAGES: Final = (Stage(8, 0.1), Stage(4, 0.01))
"""Measured: at 1,000 to 100,000 people, with spare and with scarce seats, little costs less."""

_GAIN: Final = np.int64(32)
_AT: Final = np.int64((1 << 32) - 1)
"""A gain and where its pair stands share one number, so that the most of both is found at once."""

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


def auction(arcs: Arcs, seats: Ints, order: Ints, stages: tuple[Stage, ...] = STAGES) -> Auctioned:
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
    steps = np.array([(stage.step, int(stage.left * order.size)) for stage in stages], np.int32)
    _run(arcs, sold, match, np.append(order, NOBODY).astype(np.int32), steps)
    price = np.where(seats > 0, sold.lowest, 0).astype(np.int64)
    return Auctioned(match, price)


@borrowing
def _run(arcs: Arcs, sold: _Seats, match: Ints, queue: Ints, steps: Ints) -> None:
    """Let people bid until few are left in the queue; it is a ring with room for everybody."""
    size, head, tail, waiting = queue.size, 0, queue.size - 1, queue.size - 1
    for stage in range(steps.shape[0]):
        while waiting > steps[stage, 1]:
            person = queue[head]
            head = head + 1 if head + 1 < size else 0
            out = _bid(arcs, sold, match, person, steps[stage, 0])
            if out >= 0:
                queue[tail] = out
                tail = tail + 1 if tail + 1 < size else 0
            else:
                waiting -= 1


@inlined
def _best_two(arcs: Arcs, lowest: Ints, person: Number) -> tuple[Number, Number]:
    """Somebody's best pair, of equals the first, or -1; and the gain of the second best, or 0.

    Nothing is decided on the way: a wrong guess of the processor takes as long as three pairs.
    """
    best, second, last = _AT, _AT, arcs.start[person + 1]
    mentors, values = arcs.mentor, arcs.value
    for arc in range(arcs.start[person], last):
        gain = np.int64(values[arc] - lowest[mentors[arc]])
        both = np.int64(gain << _GAIN) | np.int64(last - arc)
        second = max(second, min(best, both))
        best = max(best, both)
    arc = last - (best & _AT) if best > _AT else -1
    return arc, second >> _GAIN


@inlined
def _bid(arcs: Arcs, sold: _Seats, match: Ints, person: Number, step: Number) -> Number:
    """Let one person bid; return who loses a seat by it, or -1."""
    arc, next_best = _best_two(arcs, sold.lowest, person)
    if arc < 0:
        return NOBODY
    wanted, worth = arcs.mentor[arc], arcs.value[arc]
    next_best = max(np.int32(next_best), np.int32(worth - sold.second[wanted]))
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
