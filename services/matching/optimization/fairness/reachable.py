"""How many of a group could be placed at all, if nobody else were there.

An upper bound for any allocation, by maximum flow: a group whose rate is close to it is short of
suppliers, not of fairness.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import maximum_flow  # type: ignore[import-untyped]

from services.matching.optimization.fairness.eligible import Eligible, Ints
from services.matching.optimization.fairness.seats import Seats

LARGEST: Final = 4_000_000
"""A group with more eligible pairs is bounded by counting alone."""


def reachable(
    eligible: Eligible, seats: Seats, people: Sequence[int], kept: Mapping[int, int]
) -> int:
    """The most of these people that can have a place at once.

    ``kept`` are matches that stand, person to supplier: those of the group are reached, those of
    others take their seat. Above ``LARGEST`` pairs the answer may be too high, never too low.
    """
    group = set(people)
    left = seats.in_all.copy()
    for supplier in kept.values():
        left[supplier] = max(0, left[supplier] - 1)
    standing = sum(person in kept for person in group)
    free = np.array([p for p in people if p not in kept and len(eligible.of(p))], np.int64)
    if not free.size:
        return standing
    if int(eligible.options[free].sum()) > LARGEST:
        return standing + min(int(free.size), int(left.sum()))
    return standing + _flow(eligible, seats, free, left)


def _flow(eligible: Eligible, seats: Seats, free: Ints, left: Ints) -> int:
    """Source, people, suppliers' weeks, suppliers, sink."""
    weeks, week = np.unique(seats.week[free], return_inverse=True)
    supply = np.concatenate([eligible.of(person) for person in free])
    person = np.repeat(np.arange(free.size), eligible.options[free])
    used, slot = np.unique(supply * len(weeks) + week[person], return_inverse=True)
    owner = used // len(weeks)
    first_slot = 1 + free.size
    first_supplier = first_slot + used.size
    sink = first_supplier + left.size
    arcs = (
        (np.zeros(free.size, np.int64), 1 + np.arange(free.size), np.ones(free.size)),
        (1 + person, first_slot + slot, np.ones(person.size)),
        (first_slot + np.arange(used.size), first_supplier + owner, seats.at_once[owner]),
        (first_supplier + np.arange(left.size), np.full(left.size, sink), left),
    )
    begin, end, most = (np.concatenate([arc[at] for arc in arcs]) for at in range(3))
    graph = csr_array((most.astype(np.int32), (begin, end)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, 0, sink).flow_value)
