"""Caseloads as a program over counts: how many of each class each advocate takes.

Variables: a whole count for each class and advocate; for each class and worth, how many of those
members are placed (the best come first by themselves, as worths fall); the share of the fullest
and of the emptiest caseload, in whole hundredths of the cap. Rows: a class places as many members
as advocates take; a cap holds the sum of complexities; the shares enclose every caseload's.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from services.matching.optimization.caseloads.classes import Caseload
from services.matching.optimization.highs import Ints, Program, Rows


@dataclass(frozen=True, slots=True)
class Levels:
    """The worths of every class: class, worth, and how many members have it."""

    of_class: Ints
    worth: Ints
    count: Ints


def levels_of(caseload: Caseload) -> Levels:
    """Return each class's worths, highest first."""
    found = [
        (number, worth, len(list(alike)))
        for number, one in enumerate(caseload.classes)
        for worth, alike in groupby(one.worths)
    ]
    columns = np.array(found, np.int64).reshape(len(found), 3)
    return Levels(columns[:, 0], columns[:, 1], columns[:, 2])


def care_only(caseload: Caseload) -> Program:
    """Return the program that counts those in care who keep an advocate, and nothing else."""
    care = _in_care(caseload)[caseload.pair_class]
    most = np.where(care, caseload.sizes[caseload.pair_class], 0)
    size = caseload.pair_class.size
    return Program(
        care.astype(np.int64),
        _within_caps(caseload, Rows().add(caseload.sizes, _members(caseload))),
        np.zeros(size, np.int64),
        most,
        np.ones(size, np.bool_),
    )


def fair_caseloads(caseload: Caseload, balanced: Ints, balance: int, in_care: int) -> Program:
    """Return the program of everything, with so many in care at least.

    ``balanced`` are the advocates, by number, whose caseloads are to be even; ``balance`` are the
    points that a hundredth between the fullest and the emptiest of them costs.
    """
    levels, pairs = levels_of(caseload), caseload.pair_class.size
    level = pairs + np.arange(levels.worth.size)
    fullest, emptiest = pairs + levels.worth.size, pairs + levels.worth.size + 1
    placed = np.zeros(len(caseload.classes), np.int64)
    rows = Rows().add(placed, _members(caseload, -1), (levels.of_class, level, 1))
    rows.add(placed, _members(caseload), (levels.of_class, level, -1))
    _within_caps(caseload, rows)
    care = np.flatnonzero(_in_care(caseload)[caseload.pair_class])
    rows.add(np.array([-in_care]), (np.zeros(care.size, np.int64), care, -1))
    _even(caseload, rows, balanced, (fullest, emptiest))
    hundred = 100 if balanced.size else 0
    return Program(
        np.concatenate((caseload.fit, levels.worth, np.array([-balance, balance]))),
        rows,
        np.zeros(emptiest + 1, np.int64),
        np.concatenate((caseload.sizes[caseload.pair_class], levels.count, [hundred, hundred])),
        np.ones(emptiest + 1, np.bool_),  # all whole: the search then knows that points are, too
    )


def caps_only(caseload: Caseload) -> Program:
    """Return the program without balance and care, whose first rows are the caps."""
    levels, pairs = levels_of(caseload), caseload.pair_class.size
    level = pairs + np.arange(levels.worth.size)
    placed = np.zeros(len(caseload.classes), np.int64)
    rows = _within_caps(caseload, Rows())
    rows.add(placed, _members(caseload, -1), (levels.of_class, level, 1))
    rows.add(placed, _members(caseload), (levels.of_class, level, -1))
    most = np.concatenate((caseload.sizes[caseload.pair_class], levels.count))
    return Program(
        np.concatenate((caseload.fit, levels.worth)),
        rows,
        np.zeros(most.size, np.int64),
        most,
        np.zeros(most.size, np.bool_),
    )


def _in_care(caseload: Caseload) -> Ints:
    return np.array([one.in_care for one in caseload.classes], np.int64).astype(np.bool_)


def _members(caseload: Caseload, factor: int = 1) -> tuple[Ints, Ints, int]:
    return caseload.pair_class, np.arange(caseload.pair_class.size), factor


def _within_caps(caseload: Caseload, rows: Rows) -> Rows:
    pair = np.arange(caseload.pair_class.size)
    weight = caseload.complexity[caseload.pair_class]
    return rows.add(caseload.caps, (caseload.pair_advocate, pair, weight))


def _even(caseload: Caseload, rows: Rows, balanced: Ints, shares: tuple[int, int]) -> None:
    """Add that the fullest share is no less, and the emptiest no more, than any caseload's.

    Shares are rounded down, so the fullest may fall short of a load by less than a hundredth.
    """
    row_of = np.full(len(caseload.advocates), -1, np.int64)
    row_of[balanced] = np.arange(balanced.size)
    pair = np.flatnonzero(row_of[caseload.pair_advocate] >= 0)
    load = 100 * caseload.complexity[caseload.pair_class[pair]]
    row, number = row_of[caseload.pair_advocate[pair]], np.arange(balanced.size)
    cap = caseload.caps[balanced]
    fullest, emptiest = (np.full(balanced.size, column) for column in shares)
    rows.add(cap - 1, (row, pair, load), (number, fullest, -cap))
    rows.add(0 * cap, (row, pair, -load), (number, emptiest, cap))
