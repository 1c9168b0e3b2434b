"""The pairs that a solver looks at, by person: a part of all pairs, grown by prices."""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.compiled import Ints, Longs, Number, borrowing


class Arcs(NamedTuple):
    """Pairs sorted by person. ``value`` is all that a pair is worth, in points."""

    start: Longs
    """Where each person's pairs begin; one more for the end."""
    mentor: Ints
    value: Ints


def no_arcs(people: int) -> Arcs:
    """No pair for anybody."""
    none = np.zeros(0, np.int32)
    return Arcs(np.zeros(people + 1, np.int64), none, none)


def joined(arcs: Arcs, found: tuple[Ints, Ints, Ints, Ints], prices: Longs, worth: Longs) -> Arcs:
    """The old pairs and those that a scan at these prices found, each once.

    ``found`` has mentors and values by row of the scan, how many in each, and each person's row.
    """
    mentors, values, counts, rows = found
    people = arcs.start.size - 1
    room = int(arcs.mentor.size + counts.sum())
    start = np.zeros(people + 1, np.int64)
    mentor, value = np.empty(room, np.int32), np.empty(room, np.int32)
    size = _join(arcs, (mentors, values), counts, rows, (prices, worth), Arcs(start, mentor, value))
    return Arcs(start, mentor[:size], value[:size])


@borrowing
def _join(
    arcs: Arcs,
    found: tuple[Ints, Ints],
    counts: Ints,
    rows: Ints,
    levels: tuple[Longs, Longs],
    into: Arcs,
) -> Number:
    mentors, values = found
    prices, worth = levels
    size = 0
    for person in range(rows.size):
        first, row = size, rows[person]
        for arc in range(arcs.start[person], arcs.start[person + 1]):
            into.mentor[size], into.value[size] = arcs.mentor[arc], arcs.value[arc]
            size += 1
        known = size
        for at in range(counts[row] if row >= 0 else 0):
            mentor = mentors[row, at]
            if not _has(into.mentor, first, known, mentor):
                into.mentor[size] = mentor
                into.value[size] = values[row, at] + prices[mentor] + worth[person]
                size += 1
        into.start[person + 1] = size
    return size


@borrowing
def _has(mentors: Ints, first: Number, last: Number, mentor: Number) -> bool:
    for at in range(first, last):  # noqa: SIM110
        if mentors[at] == mentor:
            return True
    return False


def gains(arcs: Arcs, price: Longs, people: int) -> Longs:
    """What each person's best pair leaves them at the prices, at least 0."""
    found = np.zeros(people, np.int64)
    _gains(arcs, price, found)
    return found


@borrowing
def _gains(arcs: Arcs, price: Longs, found: Longs) -> None:
    for person in range(found.size):
        for arc in range(arcs.start[person], arcs.start[person + 1]):
            found[person] = max(found[person], arcs.value[arc] - price[arcs.mentor[arc]])
