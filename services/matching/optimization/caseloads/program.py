"""Caseloads as a program over counts: how many of each class stay, change, and come to whom.

Variables, all whole: the flows (``flows.py``); how many of each complexity an advocate keeps and
gets, on which the search branches best, since little is left to decide then; for each class and
worth, how many of those members are placed (the best come first by themselves, as worths fall); the
share of the fullest and of the emptiest caseload, in hundredths of the cap.

Rows: a class places as many members as stay and change; a pool hands over as many as it is handed;
a cap holds the sum of complexities; the shares enclose every caseload's.
"""

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from services.matching.optimization.caseloads.classes import Caseload
from services.matching.optimization.caseloads.flows import Flows
from services.matching.optimization.highs import Ints, Program, Rows


@dataclass(frozen=True, slots=True)
class Levels:
    """The worths of every class: class, worth, and how many members have it."""

    of_class: Ints
    worth: Ints
    count: Ints


@dataclass(frozen=True, slots=True)
class Loads:
    """How many of one complexity an advocate keeps, or gets: one variable each, after the flows."""

    advocate: Ints
    complexity: Ints
    column: Ints

    flow: Ints
    of_flow: Ints
    """By flow to an advocate: its column, and its place among these variables."""


def levels_of(caseload: Caseload) -> Levels:
    """Return each class's worths, highest first."""
    found = [
        (number, worth, len(list(alike)))
        for number, one in enumerate(caseload.classes)
        for worth, alike in groupby(one.worths)
    ]
    columns = np.array(found, np.int64).reshape(len(found), 3)
    return Levels(columns[:, 0], columns[:, 1], columns[:, 2])


def care_only(caseload: Caseload, flows: Flows) -> Program:
    """Return the program that counts those in care who keep an advocate, and nothing else."""
    care, loads = caseload.in_care, _loads(caseload, flows)
    rows = _flowing(caseload, flows, loads)
    group, column = _from_classes(flows)
    rows.add(caseload.sizes, (group, column, 1))
    gains = np.zeros(flows.size + loads.column.size, np.int64)
    gains[column] = care[group]
    most = _most(caseload, flows, loads)
    most[column] *= care[group]
    return Program(gains, rows, np.zeros_like(most), most, np.ones(most.size, np.bool_))


def fair_caseloads(
    caseload: Caseload, flows: Flows, balanced: Ints, balance: int, in_care: int
) -> Program:
    """Return the program of everything, with so many in care at least.

    ``balanced`` are the advocates, by number, whose caseloads are to be even; ``balance`` are the
    points that a hundredth between the fullest and the emptiest of them costs.
    """
    levels, loads = levels_of(caseload), _loads(caseload, flows)
    level = flows.size + loads.column.size + np.arange(levels.worth.size)
    fullest, emptiest = int(level[-1]) + 1, int(level[-1]) + 2
    rows = _flowing(caseload, flows, loads)
    group, column = _from_classes(flows)
    _equal(rows, len(caseload.classes), (group, column), (levels.of_class, level))
    care = column[caseload.in_care[group] > 0]
    rows.add(np.array([-in_care]), (np.zeros(care.size, np.int64), care, -1))
    _even(caseload, loads, rows, balanced, (fullest, emptiest))
    hundred = 100 if balanced.size else 0
    most = np.concatenate((_most(caseload, flows, loads), levels.count, [hundred, hundred]))
    nothing, cost = np.zeros(loads.column.size, np.int64), np.array([-balance, balance])
    return Program(
        np.concatenate((flows.gains, nothing, levels.worth, cost)),
        rows,
        np.zeros_like(most),
        most,
        np.ones(most.size, np.bool_),  # all whole: the search then knows that points are, too
    )


def caps_only(caseload: Caseload) -> Program:
    """Return the program of classes and advocates without balance and care; its first rows are the
    caps.
    """
    levels, pairs = levels_of(caseload), caseload.pair_class.size
    pair = np.arange(pairs)
    weight = caseload.complexity[caseload.pair_class]
    rows = Rows().add(caseload.caps, (caseload.pair_advocate, pair, weight))
    level = pairs + np.arange(levels.worth.size)
    _equal(rows, len(caseload.classes), (caseload.pair_class, pair), (levels.of_class, level))
    most = np.concatenate((caseload.sizes[caseload.pair_class], levels.count))
    return Program(
        np.concatenate((caseload.fit, levels.worth)),
        rows,
        np.zeros(most.size, np.int64),
        most,
        np.zeros(most.size, np.bool_),
    )


def _from_classes(flows: Flows) -> tuple[Ints, Ints]:
    """Return the class and the column of each flow that begins with a class."""
    begins = [stay.group for stay in flows.stays] + [change.group for change in flows.changes]
    return np.array(begins, np.int64), np.arange(len(begins))


def _loads(caseload: Caseload, flows: Flows) -> Loads:
    first = len(flows.stays) + len(flows.changes)
    keeps = [(0, caseload.classes[one.group].complexity, one.advocate) for one in flows.stays]
    gets = [(1, one.complexity, one.advocate) for one in flows.arrivals]
    kinds, of_flow = np.unique(np.array([*keeps, *gets], np.int64), axis=0, return_inverse=True)
    return Loads(
        kinds[:, 2],
        kinds[:, 1],
        flows.size + np.arange(len(kinds)),
        np.concatenate((np.arange(len(keeps)), np.arange(first, flows.size))),
        of_flow.reshape(-1),
    )


def _flowing(caseload: Caseload, flows: Flows, loads: Loads) -> Rows:
    """Return the rows that hold for all: of pools, of loads, and of caps."""
    change = len(flows.stays) + np.arange(len(flows.changes))
    arrival = len(flows.stays) + len(flows.changes) + np.arange(len(flows.arrivals))
    handed = np.array([one.pool for one in flows.changes], np.int64)
    taken = np.array([one.pool for one in flows.arrivals], np.int64)
    rows = Rows()
    _equal(rows, len(set(taken.tolist())), (handed, change), (taken, arrival))
    count = np.arange(loads.column.size)
    _equal(rows, loads.column.size, (loads.of_flow, loads.flow), (count, loads.column))
    return rows.add(caseload.caps, (loads.advocate, loads.column, loads.complexity))


def _equal(rows: Rows, count: int, some: tuple[Ints, Ints], others: tuple[Ints, Ints]) -> None:
    """Add rows that say that the sums of two sets of columns are equal."""
    (row, column), (other, against) = some, others
    for sign in (1, -1):
        rows.add(np.zeros(count, np.int64), (row, column, sign), (other, against, -sign))


def _most(caseload: Caseload, flows: Flows, loads: Loads) -> Ints:
    group, _ = _from_classes(flows)
    arrivals = np.array([one.most for one in flows.arrivals], np.int64)
    room = caseload.caps[loads.advocate] // loads.complexity
    return np.concatenate((caseload.sizes[group], arrivals, room))


def _even(
    caseload: Caseload, loads: Loads, rows: Rows, balanced: Ints, shares: tuple[int, int]
) -> None:
    """Add that the fullest share is no less, and the emptiest no more, than any caseload's.

    Shares are rounded down, so the fullest may fall short of a load by less than a hundredth.
    """
    row_of = np.full(len(caseload.advocates), -1, np.int64)
    row_of[balanced] = np.arange(balanced.size)
    kept = np.flatnonzero(row_of[loads.advocate] >= 0)
    row, column, load = (
        row_of[loads.advocate[kept]],
        loads.column[kept],
        100 * loads.complexity[kept],
    )
    number, cap = np.arange(balanced.size), caseload.caps[balanced]
    fullest, emptiest = (np.full(balanced.size, column) for column in shares)
    rows.add(cap - 1, (row, column, load), (number, fullest, -cap))
    rows.add(0 * cap, (row, column, -load), (number, emptiest, cap))
