"""The people for whom one mentor is eligible, found without looking at the whole country."""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.compiled import NEVER, Longs, Number, borrowing
from services.matching.optimization.one_to_one.fits import pair_fit
from services.matching.optimization.one_to_one.tables import PLACED, REMOTE, Tables, X, Y


class WestToEast(NamedTuple):
    """People in the order of their easting, with both coordinates, and who can meet remotely."""

    order: Longs
    east: Longs
    north: Longs
    remote: Longs


def west_to_east(tables: Tables, size: int) -> WestToEast:
    """The first ``size`` people from west to east; who has no place comes before all."""
    people = tables.people[:size]
    east = np.where(people[:, PLACED] != 0, people[:, X], -1).astype(np.int64)
    order = np.argsort(east, kind="stable")
    north = people[order, Y].astype(np.int64)
    return WestToEast(order, east[order], north, np.flatnonzero(people[:, REMOTE]))


def eligible_people(
    tables: Tables, mentor: int, known: WestToEast, fresh: Longs
) -> tuple[Longs, Longs]:
    """Everybody whom a mentor may be matched with, and the fits; ``fresh`` came later.

    Nobody is looked at twice: of those nearby, who can meet remotely is left to that list.
    """
    (x, y), reach = tables.mentors[mentor, [X, Y]].tolist(), tables.scales.furthest
    strip = slice(known.east.searchsorted(x - reach), known.east.searchsorted(x + reach, "right"))
    who = known.order[strip][np.abs(known.north[strip] - y) <= reach]
    if tables.mentors[mentor, REMOTE] != 0:
        who = np.append(who[tables.people[who, REMOTE] == 0], known.remote)
    who = np.append(who, fresh)
    fits = np.empty(who.size, np.int64)
    _fits(tables, who, mentor, fits)
    allowed = fits != NEVER
    return who[allowed], fits[allowed]


@borrowing
def _fits(tables: Tables, who: Longs, mentor: Number, fits: Longs) -> None:
    for at in range(who.size):
        fits[at] = pair_fit(tables, who[at], mentor)
