"""The best people for one mentor, found by going through columns that lie side by side."""

from typing import Final, NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.columns import Scales
from services.matching.optimization.one_to_one.compiled import (
    NEVER,
    Ints,
    Longs,
    Number,
    Truth,
    bits,
    borrowing,
    inlined,
)
from services.matching.optimization.one_to_one.fits import FEW_SLOTS, pair_fit
from services.matching.optimization.one_to_one.sieve import ONE, short_words
from services.matching.optimization.one_to_one.tables import (
    ACTIVE,
    AGE,
    CLEARED,
    MENTOR_WORDS,
    NEEDS,
    NEUTRAL,
    OLDEST,
    PER_BACKGROUND,
    PER_BARRIER,
    PERSON_WORDS,
    PLACED,
    READY,
    REMOTE,
    SECTOR,
    SLOTS,
    YOUNGEST,
    Tables,
    X,
    Y,
)

_READ: Final = (X, Y, SLOTS, AGE, NEEDS, PER_BACKGROUND, PER_BARRIER, NEUTRAL)
"""What is read of a person besides words, in this order."""

_FAR: Final = (1 << 31) - 1
"""No northing is beyond it."""

_WORDS: Final = len(_READ)
"""Here words begin."""


_LEAST_WIDTH: Final = 10_000
"""Metres of a band, at least: of a few wide ones fewer parts are looked at."""


class Bands(NamedTuple):
    """People in three runs, each in bands from west to east, in a band from south to north.

    First who can meet remotely and has no place, then who can meet remotely and has one, then all
    others who have a place. Who has neither can meet nobody.
    """

    order: Ints
    columns: Ints
    """Attributes in that order, those of ``_READ``, then words: by attribute, then person."""
    key: Longs
    """Band and northing in one number that grows along each run."""
    width: int
    near: int
    """Where the run of those begins who could meet remotely too."""
    only_near: int
    place: Ints
    """Where each person is, or -1."""


def bands_of(tables: Tables, size: int) -> Bands:
    """The first ``size`` people, in bands as wide as anybody travels."""
    people, width = tables.people[:size], max(tables.scales.furthest, _LEAST_WIDTH)
    active, remote, placed = (people[:, one] != 0 for one in (ACTIVE, REMOTE, PLACED))
    runs = (active & remote & ~placed, active & remote & placed, active & ~remote & placed)
    members = [np.flatnonzero(run).astype(np.int32) for run in runs]
    order = np.concatenate(
        [one[np.argsort(_key(people[one], width), kind="stable")] for one in members]
    )
    read = [*_READ, *range(PERSON_WORDS, people.shape[1])]
    columns, place = np.empty((len(read), order.size), np.int32), np.full(size, -1, np.int32)
    for at, attribute in enumerate(read):
        columns[at] = people[order, attribute]
    place[order] = np.arange(order.size, dtype=np.int32)
    near, key = members[0].size, _key(people[order], width)
    return Bands(order, columns, key, width, near, near + members[1].size, place)


def _key(people: Ints, width: int) -> Longs:
    return (people[:, X].astype(np.int64) // width << 32) + people[:, Y]


def forget(known: Bands, person: int) -> None:
    """Let somebody be nobody: who has no time in the week can meet nobody."""
    if person < known.place.size and known.place[person] >= 0:
        known.columns[:, known.place[person]] = 0


def best_people(
    tables: Tables, mentor: int, known: Bands, levels: tuple[Longs, Longs], most: int
) -> tuple[Longs, Longs]:
    """Whom a mentor may be matched with and who gains most by it, and the fits.

    ``levels`` are what placing each person is worth, and what each has now. Of equals those who
    come first. Who came after ``known`` was made is looked at one by one. A mentor who joins is in
    nobody's conflicts yet: these are not looked at.
    """
    spans, fresh = _spans(tables, mentor, known), np.arange(known.place.size, levels[0].size)
    who = np.concatenate([*(known.order[a:b] for a, b, _ in spans), fresh]).astype(np.int32)
    fits, over, done = np.empty(who.size, np.int32), np.empty(who.size, np.int32), 0
    for first, last, how in spans if short_words(tables.words) else []:
        columns = known.columns[:, first:last]
        _lanes(tables, mentor, columns, how, fits[done : done + last - first])
        done += last - first
    _one_by_one(tables, who[done:], mentor, fits[done:])
    _over(who, fits, levels, over)
    chosen = _most(over, most)
    return who[chosen].astype(np.int64), fits[chosen].astype(np.int64)


_Span = tuple[int, int, tuple[bool, bool]]
"""From where to where, and whether they can meet nearby, and remotely."""


def _spans(tables: Tables, mentor: int, known: Bands) -> list[_Span]:
    """The parts of the runs in which a mentor may find people."""
    offer, reach, size = tables.mentors[mentor], tables.scales.furthest, known.order.size
    placed, online = bool(offer[PLACED]), bool(offer[REMOTE])
    whole: list[_Span] = [
        (0, known.near, (False, online)),
        (known.near, known.only_near, (placed, online)),
        (known.only_near, size, (placed, False)),
    ]
    found: list[_Span] = []
    for first, last, (near, remotely) in whole if offer[READY] else []:
        if remotely:
            found.append((first, last, (near, remotely)))
        elif near:
            x, y = int(offer[X]), int(offer[Y])
            for band in range((x - reach) // known.width, (x + reach) // known.width + 1):
                a, b = _between(known.key[first:last], band, y - reach, y + reach)
                found.append((first + a, first + b, (True, False)))
    return found


def _between(key: Longs, band: int, south: int, north: int) -> tuple[int, int]:
    """Where those of a band begin and end who are between two northings."""
    least, most = max(south, -_FAR), min(north, _FAR)
    return (
        int(key.searchsorted((band << 32) + least)),
        int(key.searchsorted((band << 32) + most, "right")),
    )


def _most(over: Ints, most: int) -> Longs:
    """Which have the most, NEVER excepted; of those who have as much as the last, the first.

    Each of ``most`` parts has somebody who has as much as the worst part's best: who has less is
    passed over at once.
    """
    if over.size <= most:
        return np.flatnonzero(over > NEVER)
    parts = over[: over.size // most * most].reshape(-1, most)
    good = np.flatnonzero(over >= max(parts.max(axis=0).min(), NEVER + 1))
    if good.size <= most:
        return good
    theirs = over[good]
    floor = np.partition(theirs, -most)[-most]
    above, level = good[theirs > floor], good[theirs == floor]
    return np.sort(np.append(above, level[: most - above.size]))


@borrowing
def _over(who: Ints, fits: Ints, levels: tuple[Longs, Longs], over: Ints) -> None:
    worth, gain = levels
    for at in range(who.size):
        allowed = fits[at] > NEVER
        over[at] = fits[at] + worth[who[at]] - gain[who[at]] if allowed else NEVER


@borrowing
def _one_by_one(tables: Tables, who: Ints, mentor: Number, fits: Ints) -> None:
    for at in range(who.size):
        fits[at] = pair_fit(tables, who[at], mentor)


@inlined
def _wished(interests: Number, close: Number, bit: Number, scales: Scales) -> Number:
    """The points of the mentor's sector for somebody with these interests."""
    beside = np.int32(scales.close_sector) if (np.uint32(close) >> bit) & ONE else np.int32(0)
    return np.int32(scales.sector) if (np.uint32(interests) >> bit) & ONE else beside


@borrowing
def _lanes(
    tables: Tables, mentor: Number, columns: Ints, how: tuple[Truth, Truth], to: Ints
) -> None:
    """Write the fits of people whose words are one each; nothing is decided on the way."""
    offer, scales, online = tables.mentors[mentor], tables.scales, how[1]
    youngest, oldest, cleared, offered = (
        offer[YOUNGEST],
        offer[OLDEST],
        offer[CLEARED],
        offer[SLOTS],
    )
    x, y, most = np.float64(offer[X]), np.float64(offer[Y]), np.float64(scales.place)
    furthest, bit = np.float64(max(scales.furthest, 1)), np.uint32(offer[SECTOR])
    reach = np.float64(scales.furthest) * np.float64(scales.furthest) if how[0] else np.float64(-1)
    per_slot, least = np.int32(scales.availability // 4), np.int32(scales.least)
    spoken, theirs = offer[MENTOR_WORDS], offer[MENTOR_WORDS + 1]
    overcame = offer[MENTOR_WORDS + 2]
    east, north, slots, age, needs = columns[0], columns[1], columns[2], columns[3], columns[4]
    each, per_barrier, neutral, words = columns[5], columns[6], columns[7], columns[_WORDS:]
    languages, backgrounds, barriers = words[0], words[1], words[2]
    interests, close = words[3], words[4]
    for t in range(to.size):
        shared = bits(np.uint32(slots[t] & offered))
        over, up = np.float64(east[t]) - x, np.float64(north[t]) - y
        squared = over * over + up * up
        near = squared <= reach
        place = np.int32(np.floor(most * (furthest - np.floor(np.sqrt(squared))) / furthest))
        value = np.int32(
            neutral[t]
            + np.int32(per_slot * min(shared, FEW_SLOTS))
            + np.int32(each[t] * bits(np.uint32(backgrounds[t] & theirs)))
            + np.int32(per_barrier[t] * bits(np.uint32(barriers[t] & overcame)))
            + _wished(interests[t], close[t], bit, scales)
            + (place if near else np.int32(0))
        )
        good = (
            (youngest <= age[t])
            & (age[t] <= oldest)
            & (np.int32(needs[t] & ~cleared) == np.int32(0))
            & (shared > np.int32(0))
            & (np.int32(languages[t] & spoken) != np.int32(0))
            & (near | online)
            & (value >= least)
        )
        to[t] = value if good else NEVER
