"""Many labels, or a whole block, in one pass that the processor does side by side.

A pass that only remembers a mask or a maximum writes nothing on its way, so the compiler may do
eight or sixteen lanes at once. Where a vocabulary takes more than one word of 32 bits, each label
and each mentor is looked at on its own instead: the answers are the same.
"""

from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.columns import Scales
from services.matching.optimization.one_to_one.compiled import (
    NEVER,
    Ints,
    Number,
    Truth,
    bits,
    borrowing,
    inlined,
)
from services.matching.optimization.one_to_one.fits import (
    FEW_SLOTS,
    ceiling,
    sector_points,
    shelf_fits,
)
from services.matching.optimization.one_to_one.shelves import EAST, NORTH, SOUTH, WEST, Shelf
from services.matching.optimization.one_to_one.tables import (
    AGE,
    CLEARED,
    MENTOR_WORDS,
    NEEDS,
    NEUTRAL,
    OLDEST,
    PER_BACKGROUND,
    PER_BARRIER,
    PERSON_WORDS,
    PRICE,
    SECTOR,
    SLOTS,
    YOUNGEST,
    Tables,
    Words,
    X,
    Y,
)

AT_ONCE: Final = 32
"""So many labels have a bit in a mask."""

_NONE: Final = np.int32(0)
ONE: Final = np.uint32(1)
"""The first bit of a mask."""


Columns = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints]
Asked = tuple[Number, Number, Number, Number, Number, Number, Number, Number, Number, Number]
Span = tuple[Number, Number]
"""Where a run of labels begins, and where it ends."""
Levels = tuple[Scales, Number]
"""What points are worth, and what must be exceeded."""


@inlined
def short_words(words: Words) -> bool:
    """Whether every vocabulary takes one word."""
    return words.languages == words.backgrounds == words.barriers == words.sectors == 1


@inlined
def _columns(offers: Ints, first: Number, last: Number) -> Columns:
    """What lanes are read from, one word of each kind; only for functions that borrow."""
    return (
        offers[YOUNGEST, first:last],
        offers[OLDEST, first:last],
        offers[CLEARED, first:last],
        offers[SLOTS, first:last],
        offers[PRICE, first:last],
        offers[MENTOR_WORDS, first:last],
        offers[MENTOR_WORDS + 1, first:last],
        offers[MENTOR_WORDS + 2, first:last],
    )


@inlined
def _asked(person: Ints, base: Number, scales: Scales) -> Asked:
    """What one person's lanes are compared with."""
    return (
        person[AGE],
        person[NEEDS],
        person[SLOTS],
        person[PERSON_WORDS],
        person[PERSON_WORDS + 1],
        person[PERSON_WORDS + 2],
        person[PER_BACKGROUND],
        person[PER_BARRIER],
        np.int32(base),
        np.int32(scales.availability // 4),
    )


@inlined
def _lane(asked: Asked, columns: Columns, t: Number) -> Number:
    """Fit less price of one lane, without sector and place; NEVER where a rule forbids."""
    age, needs, slots, languages, backgrounds, barriers, each, per_barrier, base, per_slot = asked
    youngest, oldest, cleared, offered, price, spoken, theirs, overcame = columns
    shared = bits(np.uint32(slots & offered[t]))
    good = (
        (youngest[t] <= age)
        & (age <= oldest[t])
        & (np.int32(needs & ~cleared[t]) == _NONE)
        & (shared > _NONE)
        & (np.int32(languages & spoken[t]) != _NONE)
    )
    value = np.int32(
        base
        + np.int32(per_slot * min(shared, FEW_SLOTS))
        + np.int32(each * bits(np.uint32(backgrounds & theirs[t])))
        + np.int32(per_barrier * bits(np.uint32(barriers & overcame[t])))
        - price[t]
    )
    return value if good else NEVER


@inlined
def _wished(interests: Number, close: Number, points: tuple[Number, Number], at: Number) -> Number:
    """The points of a sector, where one word has all sectors."""
    bit = np.uint32(at)
    beside = points[1] if (close >> bit) & ONE else _NONE
    return points[0] if (interests >> bit) & ONE else beside


@inlined
def _remotely(person: Ints, labels: Ints, span: Span, levels: Levels) -> Number:
    (first, last), (scales, floor) = span, levels
    columns, sector = _columns(labels, first, last), labels[SECTOR, first:last]
    asked, found = _asked(person, person[NEUTRAL], scales), np.uint32(0)
    interests, close = np.uint32(person[PERSON_WORDS + 3]), np.uint32(person[PERSON_WORDS + 4])
    points = np.int32(scales.sector), np.int32(scales.close_sector)
    for t in range(sector.size):
        wished = _wished(interests, close, points, sector[t])
        value = np.int32(_lane(asked, columns, t) + wished)
        found |= np.uint32(np.uint32(value > floor) << np.uint32(t))
    return found


@inlined
def _nearby(person: Ints, labels: Ints, span: Span, levels: Levels) -> Number:
    """With the place points of the nearest that a label can be, rounded as for one pair."""
    (first, last), (scales, floor) = span, levels
    columns, sector = _columns(labels, first, last), labels[SECTOR, first:last]
    west, south = labels[WEST, first:last], labels[SOUTH, first:last]
    to_east, to_north = labels[EAST, first:last], labels[NORTH, first:last]
    asked, found = _asked(person, person[NEUTRAL], scales), np.uint32(0)
    interests, close = np.uint32(person[PERSON_WORDS + 3]), np.uint32(person[PERSON_WORDS + 4])
    points = np.int32(scales.sector), np.int32(scales.close_sector)
    x, y, most = person[X], person[Y], np.float64(scales.place)
    furthest = np.float64(max(scales.furthest, 1))
    reach = np.float64(scales.furthest) * np.float64(scales.furthest)
    for t in range(sector.size):
        over = np.float64(max(np.int32(west[t] - x), np.int32(x - to_east[t]), _NONE))
        up = np.float64(max(np.int32(south[t] - y), np.int32(y - to_north[t]), _NONE))
        squared = over * over + up * up
        place = np.int32(np.floor(most * (furthest - np.floor(np.sqrt(squared))) / furthest))
        wished = _wished(interests, close, points, sector[t])
        value = np.int32(_lane(asked, columns, t) + wished + place)
        good = (squared <= reach) & (value > floor)
        found |= np.uint32(np.uint32(good) << np.uint32(t))
    return found


@borrowing
def promising(
    tables: Tables, row: Number, labels: Ints, span: Span, floor: Number, remote: Truth
) -> Number:
    """Which of some labels, 32 at most, have a ceiling above the floor: a bit for each."""
    person, levels = tables.people[row], (tables.scales, np.int32(floor))
    if not short_words(tables.words):
        return _one_by_one(tables, row, labels[:, span[0] : span[1]], floor, remote)
    if remote:
        return _remotely(person, labels, span, levels)
    return _nearby(person, labels, span, levels)


@inlined
def _one_by_one(tables: Tables, row: Number, labels: Ints, floor: Number, remote: Truth) -> Number:
    found = np.uint32(0)
    for t in range(labels.shape[1]):
        if ceiling(tables.people[row], labels[:, t], tables, floor, remote) > floor:
            found |= np.uint32(ONE << np.uint32(t))
    return found


@borrowing
def block_top(tables: Tables, row: Number, shelf: Shelf, at: Number, work: Ints) -> Number:
    """The most that anybody in a block has in fit less price, without place points."""
    person, top = tables.people[row], NEVER
    if not short_words(tables.words):
        for t in range(shelf_fits(person, shelf, at, tables, work)):
            top = max(top, work[2 + t])
        return top
    first, last = shelf.block_start[at], shelf.block_start[at + 1]
    columns = _columns(shelf.mentors, first, last)
    sector = sector_points(person, shelf.mentors[SECTOR, first], tables.scales, tables.words)
    asked = _asked(person, person[NEUTRAL] + sector, tables.scales)
    for t in range(columns[0].size):
        top = max(top, _lane(asked, columns, t))
    return top
