"""Scans over many people, spread over the processor's cores."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.compiled import NEVER, Ints, Longs
from services.matching.optimization.one_to_one.curve import along_curve
from services.matching.optimization.one_to_one.rows import count_options, scan_people
from services.matching.optimization.one_to_one.shelves import Shelf
from services.matching.optimization.one_to_one.tables import Tables, X, Y

Shelves = tuple[Shelf, Shelf]
Found = tuple[Ints, Ints, Ints]
"""Mentors and values, a row for each person, best first; and how many there are in each row."""

ANY: Final = np.int32(NEVER // 2)
"""A floor under every value that is possible."""

EVERY_ROW: Final = 1 << 30

_CHUNK: Final = 4096
_ALONE: Final = 2_000
"""Below so many people threads cost more than they save."""


def nothing_found(people: int, most: int) -> Found:
    """Rows for so many people, empty yet."""
    mentors = np.full((people, most), -1, np.int32)
    return mentors, np.full((people, most), NEVER, np.int32), np.zeros(people, np.int32)


def best_mentors(  # noqa: PLR0913
    tables: Tables,
    shelves: Shelves,
    prices: Longs,
    floors: Ints,
    most: int,
    who: Longs,
    *,
    rows: int = EVERY_ROW,
) -> Found:
    """The best mentors for some people, at most ``most`` each, and only above each one's floor."""
    mentors, values, counts = nothing_found(who.size, most)

    found = mentors, values, counts

    def scan(turn: Longs) -> None:
        scan_people(tables, (who, turn), shelves, (prices, floors), found, rows)

    _spread(scan, tables, who)
    return found


def options_of(tables: Tables, shelves: Shelves, enough: int, who: Longs) -> Ints:
    """How many mentors the rules allow each of these people; counting ends at ``enough``."""
    options = np.zeros(who.size, np.int32)

    def scan(turn: Longs) -> None:
        count_options(tables, (who, turn), shelves, enough, options)

    if enough:
        _spread(scan, tables, who)
    return options


def _spread(scan: Callable[[Longs], None], tables: Tables, who: Longs) -> None:
    """Scan for everybody; neighbors one after the other, since they look at the same blocks."""
    if who.size < _ALONE:
        scan(np.arange(who.size))
        return
    people = tables.people
    turn = np.argsort(along_curve(people[who, X], people[who, Y]), kind="stable")
    parts = (turn[at : at + _CHUNK] for at in range(0, who.size, _CHUNK))
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        for _ in threads.map(scan, parts):
            pass
