"""The circles of a neighborhood as a program: who sits where, and which sessions take place.

A variable for each pair (seated, 0 to 1) and one for each session (takes place, 0 or 1). Each
person sits in one session at most; a session that takes place has between ``fewest`` and ``most``
newcomers and keeps its balance caps; nobody sits in one that does not (a row for each pair: much
tighter than the seats' row alone). Given which sessions take place, the rest is a transport problem
whose vertices are whole, so only balance caps make the seating variables whole ones.
"""

import numpy as np

from services.matching.optimization.circles.neighborhood import Neighborhood
from services.matching.optimization.highs import Flags, Ints, Program, Rows


def whole_circles(part: Neighborhood) -> Program:
    """Return the program with all demands of a circle."""
    seats, sessions = part.person.size, part.sessions
    seat, place = np.arange(seats), np.arange(sessions)
    zero = np.zeros(sessions, np.int64)
    free = seat[~part.opened[part.session]]
    rows = _one_seat_each(part)
    rows.add(zero, (part.session, seat, 1), (place, seats + place, -part.most))
    rows.add(zero, (part.session, seat, -1), (place, seats + place, part.fewest))
    number = np.arange(free.size)
    rows.add(
        np.zeros(free.size, np.int64),
        (number, free, 1),
        (number, seats + part.session[free], -1),
    )
    caps = part.caps
    number = np.arange(caps.limit.size)
    rows.add(
        np.zeros(caps.limit.size, np.int64),
        (caps.row, caps.pair, 1),
        (number, seats + caps.session, -caps.limit),
    )
    return Program(
        np.concatenate((part.value, zero)),
        rows,
        np.concatenate((np.zeros(seats, np.int64), part.opened.astype(np.int64))),
        np.ones(seats + sessions, np.int64),
        np.concatenate((np.full(seats, caps.limit.size > 0), np.ones(sessions, np.bool_))),
    )


def seats_only(part: Neighborhood) -> Program:
    """Return the program without minimum sizes: its optimum is the LP bound, its seat rows'
    prices are what one more seat would be worth. Its rows are people, sessions, then caps.
    """
    rows = _one_seat_each(part).add(part.most, (part.session, np.arange(part.person.size), 1))
    return _seating(part, _with_caps(rows, part))


def given_sessions(part: Neighborhood, takes_place: Flags) -> Program:
    """Return the program in which exactly these sessions take place, each of them whole."""
    seat = np.arange(part.person.size)
    rows = _one_seat_each(part)
    rows.add(np.where(takes_place, part.most, 0), (part.session, seat, 1))
    rows.add(-np.where(takes_place, part.fewest, 0), (part.session, seat, -1))
    return _seating(part, _with_caps(rows, part))


def _one_seat_each(part: Neighborhood) -> Rows:
    once: Ints = np.ones(part.people, np.int64)
    return Rows().add(once, (part.person, np.arange(part.person.size), 1))


def _with_caps(rows: Rows, part: Neighborhood) -> Rows:
    return rows.add(part.caps.limit, (part.caps.row, part.caps.pair, 1))


def _seating(part: Neighborhood, rows: Rows) -> Program:
    size = part.person.size
    whole = np.full(size, part.caps.limit.size > 0)
    return Program(part.value, rows, np.zeros(size, np.int64), np.ones(size, np.int64), whole)
