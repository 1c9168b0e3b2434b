"""Mentors on shelves: sorted and cut into blocks, each with a label of what it can offer at most.

A scan skips a block when its label shows that no mentor in it can be better than what is known, so
it stays exhaustive: what it skips is proven to be worse. Mentors who meet in person stand on one
shelf, those who meet remotely on another; who does both stands on both.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.compiled import Ints, Longs
from services.matching.optimization.one_to_one.curve import along_curve
from services.matching.optimization.one_to_one.tables import (
    MENTOR_WORDS,
    OLDEST,
    PLACED,
    PRICE,
    REMOTE,
    SECTOR,
    YOUNGEST,
    Tables,
    Words,
    X,
    Y,
)
from services.matching.optimization.one_to_one.vocabulary import WORD

_TELLING: Final = 16
"""So many of the most frequent backgrounds decide who stands beside whom."""

BLOCK: Final = 64
ROW: Final = 24
"""Blocks that share a label of the second level."""

WEST: Final = X
SOUTH: Final = Y
EAST: Final = PLACED
NORTH: Final = REMOTE
"""A label's bounds stand where a mentor's own attributes would: a block has no use for those."""


class Shelf(NamedTuple):
    """Mentors in the order of a scan, with prices, and labels at two levels."""

    ids: Ints
    mentors: Ints
    """By attribute, then mentor."""
    blocks: Ints
    """Labels, by attribute, then block: the least and the most of numbers, unions of masks."""
    block_start: Longs
    rows: Ints
    """Labels of rows of blocks, likewise."""
    row_start: Longs
    """Counted in blocks."""
    remote: bool


def shelves_of(tables: Tables, chosen: Longs) -> tuple[Shelf, Shelf]:
    """The shelf of those mentors who meet in person, and that of those who meet remotely."""
    near = chosen[tables.mentors[chosen, PLACED] != 0]
    far = chosen[tables.mentors[chosen, REMOTE] != 0]
    return _shelf(tables, near, remote=False), _shelf(tables, far, remote=True)


def priced(shelf: Shelf, price: NDArray[Any]) -> Shelf:
    """The same shelf with other prices, given by mentor."""
    if shelf.ids.size:
        shelf.mentors[PRICE] = price[shelf.ids]
        lowest = np.minimum.reduceat(shelf.mentors[PRICE], shelf.block_start[:-1])
        shelf.blocks[PRICE] = lowest
        shelf.rows[PRICE] = np.minimum.reduceat(lowest, shelf.row_start[:-1])
    return shelf


def _shelf(tables: Tables, chosen: Longs, *, remote: bool) -> Shelf:
    columns = tables.mentors[chosen].T
    order = _order(columns, tables.words, remote=remote)
    ids, mentors = chosen[order], np.ascontiguousarray(columns[:, order])
    block_start = _cuts(mentors[SECTOR], BLOCK)
    items = mentors.copy()
    items[EAST], items[NORTH] = mentors[X], mentors[Y]
    blocks = _labels(items, block_start)
    row_start = _cuts(blocks[SECTOR], ROW)
    rows = _labels(blocks, row_start)
    return Shelf(ids.astype(np.int32), mentors, blocks, block_start, rows, row_start, remote)


def _order(mentors: Ints, words: Words, *, remote: bool) -> Longs:
    """By sector, then by a wide cell of the country unless remote, then by backgrounds."""
    first = MENTOR_WORDS + words.languages
    alike = _by_backgrounds(mentors[first : first + words.backgrounds])
    if remote:
        return np.lexsort((alike, mentors[SECTOR]))
    return np.lexsort((alike, along_curve(mentors[X], mentors[Y]), mentors[SECTOR]))


def _by_backgrounds(masks: Ints) -> Longs:
    """A number that is near for like backgrounds: the bits of the most frequent ones come first."""
    size, shift = masks.shape[1], np.arange(WORD, dtype=np.int32)[:, None]
    bits = (masks[:, None] >> shift & 1).reshape(masks.shape[0] * WORD, size)
    often = np.argsort(-bits.sum(axis=1), kind="stable")[:_TELLING]
    key = np.zeros(size, np.int64)
    for number in often:
        key = key << 1 | bits[number]
    return key


def _cuts(sector: Ints, most: int) -> Longs:
    """Where blocks begin that hold ``most`` of one sector each; one more for the end."""
    first = np.flatnonzero(np.diff(sector, prepend=-1))
    ends = np.append(first[1:], sector.size)
    cuts = [np.arange(a, b, most) for a, b in zip(first, ends, strict=False)]
    return np.concatenate([*cuts, [sector.size]]).astype(np.int64)


def _labels(items: Ints, start: Longs) -> Ints:
    """One label for each run of items."""
    cut = start[:-1]
    if not cut.size:
        return items
    labels = np.bitwise_or.reduceat(items, cut, axis=1)
    for least in (WEST, SOUTH, YOUNGEST, PRICE):
        labels[least] = np.minimum.reduceat(items[least], cut)
    for most in (EAST, NORTH, OLDEST):
        labels[most] = np.maximum.reduceat(items[most], cut)
    return labels
