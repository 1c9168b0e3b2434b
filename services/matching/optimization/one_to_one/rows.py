"""Scans of every mentor for each young person: the best at given prices, and how many at all."""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.columns import Scales
from services.matching.optimization.one_to_one.compiled import (
    NEVER,
    Ints,
    Longs,
    Number,
    borrowing,
    compiled,
    inlined,
)
from services.matching.optimization.one_to_one.fits import (
    away,
    ceiling,
    clashes,
    pair_fit,
    place_points,
    shelf_fits,
    square,
    within,
)
from services.matching.optimization.one_to_one.shelves import BLOCK, Shelf
from services.matching.optimization.one_to_one.sieve import AT_ONCE, ONE, block_top, promising
from services.matching.optimization.one_to_one.tables import (
    ACTIVE,
    HELD,
    PLACED,
    PRICE,
    REMOTE,
    SEATS,
    Tables,
    X,
    Y,
)


class Best(NamedTuple):
    """The best mentors of one person so far, best first."""

    mentors: Ints
    values: Ints
    """Fit less price, stickiness included."""
    state: Ints
    """How many there are, what must be exceeded to come in, and how many rows to scan at most."""
    work: Ints
    """Room for one block, and two numbers."""


class Rows(NamedTuple):
    """Room for some rows of a shelf, and what each can have at most."""

    numbers: Ints
    tops: Ints


@compiled
def room_for(shelves: tuple[Shelf, Shelf]) -> Rows:
    """Room for the rows of either shelf."""
    size = max(shelves[0].row_start.size, shelves[1].row_start.size)
    return Rows(np.empty(size, np.int32), np.empty(size, np.int32))


@borrowing
def keep(best: Best, mentor: Number, value: Number) -> None:
    """Put a mentor in its place if it is good enough; of equals the first stays first."""
    state, values, mentors = best.state, best.values, best.mentors
    if value <= state[1]:
        return
    most, at = mentors.size, state[0]
    if at == most:
        at -= 1
    else:
        state[0] += 1
    while at > 0 and values[at - 1] < value:
        values[at] = values[at - 1]
        mentors[at] = mentors[at - 1]
        at -= 1
    values[at] = value
    mentors[at] = mentor
    if state[0] == most:
        state[1] = max(state[1], values[most - 1])


@inlined
def _at_place(person: Ints, shelf: Shelf, at: Number, scales: Scales) -> Number:
    """What place adds: its points, or NEVER; on the remote shelf those near are not met again."""
    mentors = shelf.mentors
    if shelf.remote and not (person[PLACED] and mentors[PLACED, at]):
        return 0
    squared = square(person, mentors[X, at], mentors[Y, at])
    near = within(scales, squared)
    if shelf.remote:
        return NEVER if near else 0
    return place_points(scales, squared) if near else NEVER


@inlined
def _scan_block(tables: Tables, row: Number, shelf: Shelf, at: Number, best: Best) -> None:
    person, scales = tables.people[row], tables.scales
    a, state, held = shelf.block_start[at], best.state, person[HELD]
    place = 0 if shelf.remote else place_points(scales, away(person, shelf.blocks[:, at]))
    if block_top(tables, row, shelf, at, best.work) + place <= state[1]:
        return
    size, values = shelf_fits(person, shelf, at, tables, best.work), best.work[2:]
    for t in range(size):
        if values[t] + place > state[1]:
            value = values[t] + _at_place(person, shelf, a + t, scales)
            mentor, fit = shelf.ids[a + t], value + shelf.mentors[PRICE, a + t]
            fine = value > state[1] and mentor != held and fit >= scales.least
            if fine and not clashes(tables, row, mentor):
                keep(best, mentor, value)


@borrowing
def _scan_row(tables: Tables, row: Number, shelf: Shelf, at: Number, best: Best) -> None:
    first, last = shelf.row_start[at], shelf.row_start[at + 1]
    left = promising(tables, row, shelf.blocks, (first, last), best.state[1], shelf.remote)
    block = first
    while left:
        if left & ONE:
            _scan_block(tables, row, shelf, block, best)
        left, block = left >> ONE, block + 1


@inlined
def _highest(tops: Ints, size: Number) -> Number:
    """Where the highest of the first numbers is; of equals the first."""
    at = 0
    for other in range(1, size):
        if tops[other] > tops[at]:
            at = other
    return at


@borrowing
def _open_rows(tables: Tables, row: Number, shelf: Shelf, floor: Number, into: Rows) -> Number:
    """Write which rows have a ceiling above the floor, and their ceilings; return how many."""
    person, size, found = tables.people[row], shelf.row_start.size - 1, 0
    for first in range(0, size, AT_ONCE):
        last, at = min(first + AT_ONCE, size), first
        left = promising(tables, row, shelf.rows, (first, last), floor, shelf.remote)
        while left:
            if left & ONE:
                into.numbers[found] = at
                into.tops[found] = ceiling(person, shelf.rows[:, at], tables, floor, shelf.remote)
                found += 1
            left, at = left >> ONE, at + 1
    return found


@borrowing
def _scan_shelf(tables: Tables, row: Number, shelf: Shelf, best: Best, room: Rows) -> None:
    """Scan the most promising rows first, until no other can hold anybody better.

    With a limit in ``best.state[2]`` only so many rows are scanned, and nothing is proven.
    """
    size = _open_rows(tables, row, shelf, best.state[1], room)
    for _ in range(min(size, best.state[2])):
        at = _highest(room.tops, size)
        if room.tops[at] <= best.state[1]:
            return
        _scan_row(tables, row, shelf, room.numbers[at], best)
        room.tops[at] = NEVER


@borrowing
def scan_person(
    tables: Tables, row: Number, shelves: tuple[Shelf, Shelf], prices: Longs, best: Best, room: Rows
) -> None:
    """Find the best mentors of one person among all that the rules allow."""
    person, (near, remote) = tables.people[row], shelves
    if person[ACTIVE] and person[PLACED] and near.ids.size:
        _scan_shelf(tables, row, near, best, room)
    if person[ACTIVE] and person[REMOTE] and remote.ids.size:
        _scan_shelf(tables, row, remote, best, room)
    held = person[HELD]
    if held >= 0 and tables.mentors[held, SEATS] > 0:
        fit = pair_fit(tables, row, held)
        if fit != NEVER:
            keep(best, held, fit + tables.scales.stickiness - prices[held])


@compiled
def scan_people(
    tables: Tables,
    turns: tuple[Longs, Longs],
    shelves: tuple[Shelf, Shelf],
    levels: tuple[Longs, Ints],
    found: tuple[Ints, Ints, Ints],
    rows: Number,
) -> None:
    """Scan for some people; ``found`` takes mentors, values and how many of them, by row.

    ``turns`` are people, and which of them to scan for, in which order. ``levels`` are prices, and
    what each person's best must exceed. ``rows`` of a shelf are scanned at most; a limit that is
    reached makes it a mere glance.
    """
    (who, turn), (prices, floors), (mentors, values, counts) = turns, levels, found
    state, work = np.zeros(3, np.int32), np.empty(BLOCK + 2, np.int32)
    state[2] = rows
    room = room_for(shelves)
    for at in turn:
        state[0], state[1] = 0, floors[at]
        best = Best(mentors[at], values[at], state, work)
        scan_person(tables, who[at], shelves, prices, best, room)
        counts[at] = state[0]


@borrowing
def _count_block(tables: Tables, row: Number, shelf: Shelf, at: Number, work: Ints) -> Number:
    person, found, a = tables.people[row], 0, shelf.block_start[at]
    size, values = shelf_fits(person, shelf, at, tables, work), work[2:]
    for t in range(size):
        fit = values[t] + shelf.mentors[PRICE, a + t]
        if values[t] > NEVER // 2:
            fit += _at_place(person, shelf, a + t, tables.scales)
        if fit >= tables.scales.least:
            found += not clashes(tables, row, shelf.ids[a + t])
    return found


@borrowing
def _count_row(
    tables: Tables, row: Number, shelf: Shelf, at: Number, enough: Number, work: Ints
) -> Number:
    first, last = shelf.row_start[at], shelf.row_start[at + 1]
    left = promising(tables, row, shelf.blocks, (first, last), NEVER, shelf.remote)
    found, block = 0, first
    while left and found < enough:
        if left & ONE:
            found += _count_block(tables, row, shelf, block, work)
        left, block = left >> ONE, block + 1
    return found


@borrowing
def _count_shelf(
    tables: Tables, row: Number, shelf: Shelf, enough: Number, work: Ints, room: Rows
) -> Number:
    found = 0
    for at in range(_open_rows(tables, row, shelf, NEVER, room)):
        if found >= enough:
            break
        found += _count_row(tables, row, shelf, room.numbers[at], enough - found, work)
    return found


@compiled
def count_options(
    tables: Tables,
    turns: tuple[Longs, Longs],
    shelves: tuple[Shelf, Shelf],
    enough: Number,
    options: Ints,
) -> None:
    """Count the mentors whom the rules allow each of these people, up to ``enough``."""
    who, turn = turns
    work, (near, remote) = np.empty(BLOCK + 2, np.int32), shelves
    room = room_for(shelves)
    for at in turn:
        person, found = tables.people[who[at]], 0
        if person[ACTIVE] and person[PLACED]:
            found = _count_shelf(tables, who[at], near, enough, work, room)
        if found < enough and person[ACTIVE] and person[REMOTE]:
            found += _count_shelf(tables, who[at], remote, enough - found, work, room)
        options[at] = min(found, enough)
