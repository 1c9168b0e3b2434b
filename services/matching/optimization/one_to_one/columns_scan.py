"""The people for whom one mentor is eligible, found without looking at the whole country."""

from typing import NamedTuple

import numpy as np

from services.matching.optimization.one_to_one.compiled import NEVER, Longs, Number, compiled
from services.matching.optimization.one_to_one.fits import pair_fit
from services.matching.optimization.one_to_one.tables import PLACED, REMOTE, Tables, X


class WestToEast(NamedTuple):
    """People in the order of their easting (``order``, ``east``), and who can meet remotely."""

    order: Longs
    east: Longs
    remote: Longs


def west_to_east(tables: Tables, size: int) -> WestToEast:
    """The first ``size`` people from west to east; who has no place comes before all."""
    people = tables.people[:size]
    east = np.where(people[:, PLACED] != 0, people[:, X], -1).astype(np.int64)
    order = np.argsort(east, kind="stable")
    return WestToEast(order, east[order], np.flatnonzero(people[:, REMOTE]))


def eligible_people(
    tables: Tables, mentor: int, known: WestToEast, fresh: Longs
) -> tuple[Longs, Longs]:
    """Everybody whom a mentor may be matched with, and the fits; ``fresh`` came later.

    Nobody is looked at twice: of those nearby, who can meet remotely is left to that list.
    """
    x, reach = int(tables.mentors[mentor, X]), tables.scales.furthest
    first, last = (
        np.searchsorted(known.east, x - reach),
        known.east.searchsorted(x + reach, "right"),
    )
    who = known.order[first:last]
    if tables.mentors[mentor, REMOTE] != 0:
        who = np.append(who[tables.people[who, REMOTE] == 0], known.remote)
    who = np.append(who, fresh)
    fits = np.empty(who.size, np.int64)
    _fits(tables, who, mentor, fits)
    allowed = fits != NEVER
    return who[allowed], fits[allowed]


@compiled
def _fits(tables: Tables, who: Longs, mentor: Number, fits: Longs) -> None:
    for at in range(who.size):
        fits[at] = pair_fit(tables, who[at], mentor)
