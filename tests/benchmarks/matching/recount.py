"""A recount of a whole country's solution from the draws alone, without the solver's code.

Every pair that is placed is looked at: rules, seats, value. The bound is a sum over people, each
of whom has to be compared with every mentor; that is done for some, drawn from the solution.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.solving import Solved
from tests.benchmarks.matching.synthetic_market import Draws

Array = NDArray[Any]

FURTHEST = 30_000
SAMPLE = 200
FORBIDDEN = -1


def faults(drawn: Draws, solved: Solved, sample: int = SAMPLE) -> list[str]:
    """Say everything that is wrong with a solution; an empty list if nothing is."""
    return [*_pairs(drawn, solved), *_bound(drawn, solved, sample)]


def _pairs(drawn: Draws, solved: Solved) -> list[str]:
    found, placed = [], np.flatnonzero(solved.match >= 0)
    mentors = solved.match[placed]
    fits = _fits(drawn, placed, mentors)
    taken = np.bincount(mentors, minlength=drawn.mentors["capacity"].size)
    if (fits == FORBIDDEN).any():
        found.append(f"{(fits == FORBIDDEN).sum()} pairs are against the rules")
    if (taken > drawn.mentors["capacity"]).any():
        found.append("a mentor has more people than places")
    value = int((fits + solved.worth[placed]).sum())
    if value != solved.value:
        found.append(f"the value is {solved.value}, and recounted {value}")
    return found


def _bound(drawn: Draws, solved: Solved, sample: int) -> list[str]:
    found, everyone = [], np.arange(drawn.mentors["sector"].size)
    price, gain = solved.price, solved.network.gain
    seats = np.where(drawn.mentors["ready"], drawn.mentors["capacity"], 0)
    if int(gain.sum() + (price * seats).sum()) != solved.bound or price.min() < 0:
        found.append("the bound is not the sum of gains and prices, or a price is below 0")
    some = np.random.default_rng(drawn.seed).choice(
        gain.size, min(sample, gain.size), replace=False
    )
    for person in some:
        fits = _fits(drawn, np.full(1, person), everyone)
        allowed = fits != FORBIDDEN
        if _worth(drawn, int(person), int(allowed.sum())) != solved.worth[person]:
            found.append(f"person {person}: the worth is not {solved.worth[person]}")
        left = np.where(allowed, fits + solved.worth[person] - price, 0).max(initial=0)
        if left > gain[person]:
            found.append(f"person {person}: a mentor leaves {left}, more than {gain[person]}")
    return found


def _worth(drawn: Draws, person: int, options: int) -> int:
    waited = min(int(drawn.people["waited"][person]), 180)
    return 1000 + 2 * waited + (1200 if options < 5 else 600 if options < 15 else 0)


def _shared(one: Array, other: Array) -> Array:
    return np.bitwise_count(one & other).astype(np.int64)


def _fits(drawn: Draws, who: Array, whom: Array) -> Array:
    """The fit of each pair, or FORBIDDEN: the rules and weights of the documented format."""
    one = {name: column[who] for name, column in drawn.people.items()}
    other = {name: column[whom] for name, column in drawn.mentors.items()}
    squared = sum((one[axis].astype(np.int64) - other[axis]) ** 2 for axis in "xy")
    metres, near = np.floor(np.sqrt(squared)), squared <= FURTHEST**2
    slots = _shared(one["slots"], other["slots"])
    allowed = (
        other["ready"]
        & (other["youngest"] <= one["age"])
        & (one["age"] <= other["oldest"])
        & ((one["age"] >= 18) | other["cleared"])
        & (_shared(one["languages"], other["languages"]) > 0)
        & (slots > 0)
        & (near | (one["remote"] & other["remote"]))
    )
    place = np.where(near, 150 * (FURTHEST - metres) // FURTHEST, 0).astype(np.int64)
    fits = _sector(one["interests"], other["sector"]) + place + 25 * np.minimum(slots, 4)
    for wished, offered, most in (
        ("backgrounds", "backgrounds", 350),
        ("barriers", "overcame", 150),
    ):
        count = np.bitwise_count(one[wished]).astype(np.int64)
        each = most // np.maximum(count, 1)
        alike = _shared(one[wished], other[offered])
        fits = fits + np.where(count > 0, each * alike, most // 2)
    return np.where(allowed, fits, FORBIDDEN)


def _sector(interests: Array, sector: Array) -> Array:
    """Points for a sector of interest, fewer for the one beside it: 0 and 1, 2 and 3, and so on."""
    wanted = interests >> sector.astype(np.uint32) & 1
    beside = interests >> (sector.astype(np.uint32) ^ np.uint32(1)) & 1
    return np.where(wanted, 250, np.where(beside, 120, 0)).astype(np.int64)
