"""What the compiled scans read: one row of numbers for each person, one column for each mentor.

Two dense tables instead of a column for each attribute, because compiled code passes a table in no
time and forty arrays in more time than a pair takes. Masks stand in them bit for bit.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one.columns import Market, Mentors, People, Scales
from services.matching.optimization.one_to_one.compiled import Ints, Longs

PLACED: Final = 0
REMOTE: Final = 1
X: Final = 2
Y: Final = 3
SLOTS: Final = 4
"""These five are in the same place for people and mentors."""

AGE: Final = 5
NEEDS: Final = 6
PER_BACKGROUND: Final = 7
PER_BARRIER: Final = 8
NEUTRAL: Final = 9
HELD: Final = 10
ACTIVE: Final = 11
PERSON_WORDS: Final = 12
"""Here a person's masks begin: languages, backgrounds, barriers, interests, close sectors."""

YOUNGEST: Final = 5
OLDEST: Final = 6
CLEARED: Final = 7
SECTOR: Final = 8
PRICE: Final = 9
SEATS: Final = 10
READY: Final = 11
MENTOR_WORDS: Final = 12
"""Here a mentor's masks begin: languages, backgrounds, what they overcame."""


class Words(NamedTuple):
    """How many words of 32 bits each vocabulary takes."""

    languages: int
    backgrounds: int
    barriers: int
    sectors: int


class Tables(NamedTuple):
    """A market for compiled code."""

    people: Ints
    """By person, then attribute."""
    mentors: Ints
    """By mentor, then attribute; the price is 0."""
    conflict_start: Longs
    conflicts: Ints
    scales: Scales
    words: Words


def tables_of(market: Market) -> Tables:
    """The tables of a market."""
    people, mentors = market.people, market.mentors
    words = Words(
        people.languages.shape[0],
        people.backgrounds.shape[0],
        people.barriers.shape[0],
        people.interests.shape[0],
    )
    return Tables(
        np.ascontiguousarray(people_rows(people).T),
        np.ascontiguousarray(mentor_rows(mentors).T),
        people.conflict_start,
        people.conflicts,
        market.scales,
        words,
    )


def people_rows(people: People) -> Ints:
    """By attribute, then person."""
    single = (
        people.placed,
        people.remote,
        people.x,
        people.y,
        people.slots,
        people.age,
        people.needs,
        people.per_background,
        people.per_barrier,
        people.neutral,
        people.held,
        people.active,
    )
    masks = (
        people.languages,
        people.backgrounds,
        people.barriers,
        people.interests,
        people.close,
    )
    return _stacked(single, masks)


def mentor_rows(mentors: Mentors) -> Ints:
    """By attribute, then mentor."""
    single = (
        mentors.placed,
        mentors.remote,
        mentors.x,
        mentors.y,
        mentors.slots,
        mentors.youngest,
        mentors.oldest,
        mentors.cleared,
        mentors.sector,
        np.zeros(mentors.x.size, np.int32),
        mentors.seats,
        mentors.ready,
    )
    return _stacked(single, (mentors.languages, mentors.backgrounds, mentors.overcame))


def _stacked(single: Sequence[NDArray[Any]], masks: Sequence[NDArray[Any]]) -> Ints:
    rows = [_bits(row) for row in single] + [_bits(word) for mask in masks for word in mask]
    return np.ascontiguousarray(np.stack(rows))


def _bits(row: NDArray[Any]) -> Ints:
    """The same bits, as signed numbers."""
    return row.view(np.int32) if row.dtype == np.uint32 else row.astype(np.int32)
