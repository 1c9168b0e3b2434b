"""Circles without a search: fill seats, close what stays too small, fill again.

The fallback where branch and bound finds nothing within its nodes.
"""

from typing import Final

import numpy as np

from services.matching.optimization.circles.neighborhood import Neighborhood
from services.matching.optimization.circles.program import given_sessions, seats_only
from services.matching.optimization.highs import (
    Flags,
    Ints,
    Program,
    branch_and_bound,
    relaxed,
    taken,
)

_NODES: Final = 50


def close_and_fill(part: Neighborhood) -> Flags:
    """Return which pairs are seated: whole circles within their caps, good but not proven best."""
    open_still = np.ones(part.sessions, np.bool_)
    while True:
        sizes = _sizes(part, _only_open(part, open_still))
        small = np.flatnonzero(open_still & (sizes < part.fewest - 0.5))
        if not small.size:
            seated = _whole(part, open_still)
            if seated is not None:
                return seated
            small = np.flatnonzero(open_still & ~part.opened)
            if not small.size:
                return np.zeros(part.person.size, np.bool_)
        open_still[_emptiest_third(small, sizes)] = False


def _only_open(part: Neighborhood, open_still: Flags) -> Program:
    program = seats_only(part)
    program.most[~open_still[part.session]] = 0
    return program


def _sizes(part: Neighborhood, program: Program) -> Ints:
    seated = relaxed(program).quantities
    sizes: Ints = np.bincount(part.session, seated, part.sessions)
    return sizes


def _whole(part: Neighborhood, takes_place: Flags) -> Flags | None:
    try:
        found = branch_and_bound(given_sessions(part, takes_place), _NODES)
    except ValueError:  # balance caps leave one of these sessions too small
        return None
    return None if found.quantities is None else taken(found.quantities)


def _emptiest_third(small: Ints, sizes: Ints) -> Ints:
    order = small[np.argsort(sizes[small], kind="stable")]
    return order[: max(1, order.size // 3)]
