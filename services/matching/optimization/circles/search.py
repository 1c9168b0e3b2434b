"""Branch and bound over one neighborhood, with what to do where it does not end."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from services.matching.optimization.circles.closing import close_and_fill
from services.matching.optimization.circles.neighborhood import Neighborhood
from services.matching.optimization.circles.program import given_sessions, whole_circles
from services.matching.optimization.highs import Flags, Outcome, branch_and_bound, taken

NODES: Final = 400
"""After so many nodes the best circles so far are kept, and the gap is stated."""

_WHOLE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Found:
    """Which pairs are seated, what that is worth, and what no seating of these pairs exceeds."""

    seated: Flags
    value: int
    bound: int


def search(part: Neighborhood, nodes: int = NODES) -> Found:
    """Return the best circles of these pairs, or the better of search and heuristic."""
    outcome = branch_and_bound(whole_circles(part), nodes)
    searched = _seated(part, outcome, nodes)
    if outcome.closed:
        value = worth_of(part, searched)
        return Found(searched, value, max(value, outcome.bound))
    seated = max(searched, close_and_fill(part), key=lambda found: worth_of(part, found))
    return Found(seated, worth_of(part, seated), outcome.bound)


def _seated(part: Neighborhood, outcome: Outcome, nodes: int) -> Flags:
    """Return who sits where; nobody if the search found nothing.

    A search may end between two equally good seatings, with halves of people: then the sessions
    that take place are kept, and people are seated as whole ones.
    """
    if outcome.quantities is None:
        return np.zeros(part.person.size, np.bool_)
    seats, takes_place = np.split(outcome.quantities, [part.person.size])
    if (np.abs(seats - np.rint(seats)) < _WHOLE).all():
        return taken(seats)
    program = given_sessions(part, taken(takes_place))
    again = branch_and_bound(replace(program, whole=np.ones(seats.size, np.bool_)), nodes)
    return _seated(part, again, nodes)


def worth_of(part: Neighborhood, seated: Flags) -> int:
    """Return the points of these seats."""
    return int(part.value[seated].sum())
