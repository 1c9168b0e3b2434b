"""All pairs of a small market in one table: scored once, then looked up at every price."""

from typing import Final

import numpy as np

from services.matching.optimization.one_to_one.columns import Scales
from services.matching.optimization.one_to_one.compiled import (
    NEVER,
    Ints,
    Longs,
    Number,
    compiled,
    inlined,
)
from services.matching.optimization.one_to_one.fits import (
    block_fits,
    sector_points,
)
from services.matching.optimization.one_to_one.rows import Best, keep
from services.matching.optimization.one_to_one.tables import (
    ACTIVE,
    HELD,
    NEUTRAL,
    PLACED,
    READY,
    REMOTE,
    SECTOR,
    Tables,
    X,
    Y,
)

SMALL: Final = 4_000_000
"""Up to so many pairs, the table is smaller than what it saves."""


def all_fits(tables: Tables) -> Ints:
    """The fit of every pair, stickiness included; far below 0 where a rule forbids it."""
    people, mentors = tables.people.shape[0], tables.mentors.shape[0]
    fits = np.empty((people, mentors), np.int32)
    sectors = int(tables.mentors[:, SECTOR].max(initial=0)) + 1
    _fill(tables, np.ascontiguousarray(tables.mentors.T), sectors, fits)
    return fits


@inlined
def _by_sector(by_sector: Ints, sector: Ints, values: Ints) -> None:
    for t in range(values.size):
        values[t] += by_sector[sector[t]]


@inlined
def _by_place(person: Ints, mentors: Ints, scales: Scales, values: Ints) -> None:
    """Add place points, and forbid who is out of reach, not ready or below the floor."""
    east, north, remote = np.float64(person[X]), np.float64(person[Y]), person[REMOTE]
    placed, furthest = person[PLACED], np.float64(max(scales.furthest, 1))
    reach, most = np.float64(scales.furthest) * scales.furthest, np.float64(scales.place)
    least = np.int32(scales.least)
    x, y, there = mentors[X], mentors[Y], mentors[PLACED]
    online, ready = mentors[REMOTE], mentors[READY]
    for t in range(values.size):
        over, up = east - x[t], north - y[t]
        squared = over * over + up * up
        near = (squared <= reach) & ((placed & there[t]) != 0)
        place = np.int32(np.floor(most * (furthest - np.floor(np.sqrt(squared))) / furthest))
        value = values[t] + (place if near else np.int32(0))
        allowed = (near | ((remote & online[t]) != 0)) & (ready[t] != 0)
        values[t] = value if allowed & (value >= least) else NEVER


@compiled
def _fill(tables: Tables, mentors: Ints, sectors: Number, fits: Ints) -> None:
    scales, words = tables.scales, tables.words
    given, by_sector = np.empty(mentors.shape[1] + 2, np.int32), np.empty(sectors, np.int32)
    for row in range(fits.shape[0]):
        person, values = tables.people[row], given[2:]
        for sector in range(sectors):
            by_sector[sector] = sector_points(person, sector, scales, words)
        given[0], given[1] = person[NEUTRAL], scales.availability // 4
        block_fits(person, mentors, 0, values.size, given, words)
        _by_sector(by_sector, mentors[SECTOR], values)
        _by_place(person, mentors, scales, values)
        if not person[ACTIVE]:
            values[:] = NEVER
        for at in range(tables.conflict_start[row], tables.conflict_start[row + 1]):
            values[tables.conflicts[at]] = NEVER
        if person[HELD] >= 0:
            values[person[HELD]] += scales.stickiness
        fits[row] = values


@compiled
def best_in(
    fits: Ints, who: Longs, price: Ints, floors: Ints, found: tuple[Ints, Ints, Ints]
) -> None:
    """The best mentors of some people at some prices; whom nobody may have costs more than all."""
    mentors, values, counts = found
    state, work = np.zeros(2, np.int32), np.empty(fits.shape[1], np.int32)
    for at in range(who.size):
        state[0], state[1] = 0, floors[at]
        best, row = Best(mentors[at], values[at], state, work), fits[who[at]]
        if _less(row, price, work) > floors[at]:
            for mentor in range(work.size):
                if work[mentor] > state[1]:
                    keep(best, mentor, work[mentor])
        counts[at] = state[0]


@inlined
def _less(fits: Ints, price: Ints, values: Ints) -> Number:
    """Write fits less prices, and return the most."""
    most = NEVER
    for t in range(values.size):
        value = np.int32(fits[t] - price[t])
        values[t] = value
        most = max(most, value)
    return most
