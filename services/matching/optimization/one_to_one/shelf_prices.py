"""Prices on the shelves that follow a standing solution, mentor by mentor."""

from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.compiled import Ints, Number, compiled
from services.matching.optimization.one_to_one.network import SETTLED, Network
from services.matching.optimization.one_to_one.shelves import Shelf
from services.matching.optimization.one_to_one.tables import PRICE

NOT_THERE: Final = np.int32(3 << 28)
"""The price of a mentor who has no seat: with it every fit is below ``scans.ANY``."""


def places_on(shelf: Shelf, mentors: int) -> Ints:
    """Where each mentor stands on a shelf; -1 where not."""
    places = np.full(mentors, -1, np.int32)
    places[shelf.ids] = np.arange(shelf.ids.size, dtype=np.int32)
    return places


@compiled
def take_off(shelf: Shelf, places: Ints, mentor: Number) -> None:
    """Give a mentor the price of somebody who is not there."""
    place = places[mentor] if mentor < places.size else -1
    if place >= 0:
        _put(shelf, place, NOT_THERE)


@compiled
def follow(network: Network, shelf: Shelf, places: Ints) -> None:
    """Take over the prices that the last search changed."""
    for at in range(network.numbers[SETTLED]):
        mentor = network.settled[at]
        place = places[mentor] if mentor < places.size else -1
        if place >= 0:
            _put(shelf, place, network.price[mentor])


@compiled
def _put(shelf: Shelf, place: Number, price: Number) -> None:
    shelf.mentors[PRICE, place] = price
    block = np.searchsorted(shelf.block_start, place, side="right") - 1
    a, b = shelf.block_start[block], shelf.block_start[block + 1]
    shelf.blocks[PRICE, block] = shelf.mentors[PRICE, a:b].min()
    row = np.searchsorted(shelf.row_start, block, side="right") - 1
    a, b = shelf.row_start[row], shelf.row_start[row + 1]
    shelf.rows[PRICE, row] = shelf.blocks[PRICE, a:b].min()
