"""Compiled scoring: one pair exactly, a block of mentors at a time, and what a block can reach."""

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
from services.matching.optimization.one_to_one.shelves import EAST, NORTH, SOUTH, WEST, Shelf
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
    PRICE,
    READY,
    REMOTE,
    SECTOR,
    SLOTS,
    YOUNGEST,
    Tables,
    Words,
    X,
    Y,
)

FEW_SLOTS = np.int32(4)
Columns = tuple[Ints, Ints, Ints, Ints, Ints]


@inlined
def sector_points(person: Ints, sector: Number, scales: Scales, words: Words) -> Number:
    """The points of a mentor's sector."""
    first = PERSON_WORDS + words.languages + words.backgrounds + words.barriers
    word, bit = sector >> 5, np.uint32(sector & 31)
    if (np.uint32(person[first + word]) >> bit) & np.uint32(1):
        return scales.sector
    if (np.uint32(person[first + words.sectors + word]) >> bit) & np.uint32(1):
        return scales.close_sector
    return 0


@inlined
def place_points(scales: Scales, squared: Number) -> Number:
    """The points of a squared distance in square metres; it must be within reach."""
    furthest = max(scales.furthest, 1)
    metres = np.int64(np.sqrt(np.float64(squared)))  # exact below 2^52, and so is the share
    return np.int64(np.float64(scales.place * (furthest - metres)) / np.float64(furthest))


@inlined
def within(scales: Scales, squared: Number) -> bool:
    """Whether a squared distance can be travelled."""
    return bool(squared <= np.int64(scales.furthest) * scales.furthest)


@inlined
def square(person: Ints, x: Number, y: Number) -> Number:
    """The squared distance, in square metres."""
    east, north = np.int64(person[X]) - np.int64(x), np.int64(person[Y]) - np.int64(y)
    return east * east + north * north


@inlined
def common(person: Ints, mine: Number, offer: Ints, theirs: Number, words: Number) -> Number:
    """How many words of a vocabulary a person and a mentor or block share."""
    found = np.int32(0)
    for word in range(words):
        found += bits(np.uint32(person[mine + word]) & np.uint32(offer[theirs + word]))
    return found


@inlined
def lets_in(person: Ints, offer: Ints, words: Words) -> Truth:
    """Whether a mentor, or anybody in a block, may be allowed; place and conflicts apart."""
    age = person[AGE]
    return (
        offer[YOUNGEST] <= age <= offer[OLDEST]
        and (person[NEEDS] & ~offer[CLEARED]) == 0
        and (person[SLOTS] & offer[SLOTS]) != 0
        and common(person, PERSON_WORDS, offer, MENTOR_WORDS, words.languages) > 0
    )


@inlined
def points(person: Ints, offer: Ints, scales: Scales, words: Words) -> Number:
    """The fit of a mentor, or the most of a block; without place points."""
    mine, theirs = PERSON_WORDS + words.languages, MENTOR_WORDS + words.languages
    alike = common(person, mine, offer, theirs, words.backgrounds)
    mine, theirs = mine + words.backgrounds, theirs + words.backgrounds
    overcame = common(person, mine, offer, theirs, words.barriers)
    slots = min(bits(np.uint32(person[SLOTS] & offer[SLOTS])), FEW_SLOTS)
    return (
        np.int64(person[NEUTRAL])
        + sector_points(person, offer[SECTOR], scales, words)
        + np.int64(person[PER_BACKGROUND]) * alike
        + np.int64(person[PER_BARRIER]) * overcame
        + scales.availability // 4 * slots
    )


@inlined
def clashes(tables: Tables, row: Number, mentor: Number) -> bool:
    """Whether the mentor is among a person's conflicts."""
    for at in range(tables.conflict_start[row], tables.conflict_start[row + 1]):
        if tables.conflicts[at] == mentor:
            return True
    return False


@borrowing
def pair_fit(tables: Tables, row: Number, mentor: Number) -> Number:
    """The fit of one pair, or NEVER where a rule forbids it."""
    person, offer, scales = tables.people[row], tables.mentors[mentor], tables.scales
    if not (person[ACTIVE] and offer[READY] and lets_in(person, offer, tables.words)):
        return NEVER
    if clashes(tables, row, mentor):
        return NEVER
    squared = square(person, offer[X], offer[Y])
    near = person[PLACED] and offer[PLACED] and within(scales, squared)
    if not near and not (person[REMOTE] and offer[REMOTE]):
        return NEVER
    fit = points(person, offer, scales, tables.words)
    if near:
        fit += place_points(scales, squared)
    return fit if fit >= scales.least else NEVER


@borrowing
def pair_fits(tables: Tables, people: Longs, mentors: Longs, fits: Longs) -> None:
    """Write the fit of each pair, or NEVER."""
    for at in range(people.size):
        fits[at] = pair_fit(tables, people[at], mentors[at])


@inlined
def away(person: Ints, label: Ints) -> Number:
    """The squared distance to the nearest that a block can be."""
    x, y, zero = np.int64(person[X]), np.int64(person[Y]), np.int64(0)
    east = max(label[WEST] - x, x - label[EAST], zero)
    north = max(label[SOUTH] - y, y - label[NORTH], zero)
    return east * east + north * north


@inlined
def ceiling(person: Ints, label: Ints, tables: Tables, floor: Number, remote: bool) -> Number:  # noqa: FBT001
    """What no mentor of a block exceeds in fit less price; NEVER if nobody can be allowed.

    Looks only as closely as it takes to see whether the floor is exceeded.
    """
    if not lets_in(person, label, tables.words):
        return np.int64(NEVER)
    most = points(person, label, tables.scales, tables.words) - label[PRICE]
    if remote:
        return most
    if most + tables.scales.place <= floor:
        return np.int64(NEVER)
    squared = away(person, label)
    if not within(tables.scales, squared):
        return np.int64(NEVER)
    return most + place_points(tables.scales, squared)


@inlined
def _begin(person: Ints, given: Ints, columns: Columns, values: Ints) -> None:
    """Fit less price of a block without what is said in words; NEVER where a rule forbids."""
    age, needs, slots = person[AGE], person[NEEDS], person[SLOTS]
    base, each = given[0], given[1]
    youngest, oldest, cleared, offered, price = columns
    for t in range(values.size):
        shared = bits(np.uint32(slots & offered[t]))
        good = (
            (youngest[t] <= age)
            & (age <= oldest[t])
            & (np.int32(needs & ~cleared[t]) == np.int32(0))
            & (shared > np.int32(0))
        )
        value = np.int32(np.int32(base + np.int32(each * min(shared, FEW_SLOTS))) - price[t])
        values[t] = value if good else NEVER


@inlined
def _speak(mine: Number, theirs: Ints, values: Ints) -> None:
    """Forbid those of a block who share no language, where one word has all languages."""
    spoken = np.int32(mine)
    for t in range(values.size):
        values[t] = values[t] if np.int32(spoken & theirs[t]) != np.int32(0) else NEVER


@borrowing
def _speak_any(person: Ints, mentors: Ints, first: Number, words: Number, values: Ints) -> None:
    """The same for more words."""
    for t in range(values.size):
        shared = np.int32(0)
        for word in range(words):
            shared |= person[PERSON_WORDS + word] & mentors[MENTOR_WORDS + word, first + t]
        if shared == 0:
            values[t] = NEVER


@inlined
def _add(mask: Number, each: Number, offered: Ints, values: Ints) -> None:
    """Add the points of one word of a vocabulary."""
    mine, weight = np.int32(mask), np.int32(each)
    for t in range(values.size):
        values[t] += np.int32(weight * bits(np.uint32(mine & offered[t])))


@inlined
def block_fits(
    person: Ints, mentors: Ints, a: Number, b: Number, given: Ints, words: Words
) -> None:
    """Write fit less price of the mentors ``a`` to ``b``, all of one sector, without place points.

    ``given`` begins with what each of them has and what a shared slot adds; behind these two
    numbers the values are written.
    """
    values = given[2 : 2 + b - a]
    columns = (
        mentors[YOUNGEST, a:b],
        mentors[OLDEST, a:b],
        mentors[CLEARED, a:b],
        mentors[SLOTS, a:b],
        mentors[PRICE, a:b],
    )
    _begin(person, given, columns, values)
    if words.languages == 1:
        _speak(person[PERSON_WORDS], mentors[MENTOR_WORDS, a:b], values)
    else:
        _speak_any(person, mentors, a, words.languages, values)
    mine, theirs = PERSON_WORDS + words.languages, MENTOR_WORDS + words.languages
    for word in range(words.backgrounds + words.barriers):
        each = person[PER_BACKGROUND] if word < words.backgrounds else person[PER_BARRIER]
        if person[mine + word]:
            _add(person[mine + word], each, mentors[theirs + word, a:b], values)


@inlined
def shelf_fits(person: Ints, shelf: Shelf, block: Number, tables: Tables, work: Ints) -> Number:
    """Write fit less price of a block's mentors behind two numbers of ``work``; return how many.

    Place points are not in it; below NEVER / 2 is forbidden.
    """
    a, b = shelf.block_start[block], shelf.block_start[block + 1]
    sector = sector_points(person, shelf.mentors[SECTOR, a], tables.scales, tables.words)
    work[0], work[1] = person[NEUTRAL] + sector, tables.scales.availability // 4
    block_fits(person, shelf.mentors, a, b, work, tables.words)
    return b - a
