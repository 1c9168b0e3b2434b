"""The people for whom one mentor is eligible, found without looking at the whole country."""

import numpy as np

from services.matching.optimization.one_to_one.compiled import NEVER, Longs, Number, compiled
from services.matching.optimization.one_to_one.fits import pair_fit
from services.matching.optimization.one_to_one.tables import PLACED, REMOTE, Tables, X


def people_by_easting(tables: Tables, size: int) -> Longs:
    """The first ``size`` people from west to east; who has no place comes before all."""
    people = tables.people[:size]
    return np.argsort(np.where(people[:, PLACED] != 0, people[:, X], -1), kind="stable")


def eligible_people(tables: Tables, mentor: int, order: Longs, fresh: Longs) -> tuple[Longs, Longs]:
    """Everybody whom a mentor may be matched with, and the fits; ``fresh`` are not in the order."""
    x, reach = int(tables.mentors[mentor, X]), tables.scales.furthest
    east = np.where(tables.people[order, PLACED] != 0, tables.people[order, X], -1)
    near = order[np.searchsorted(east, x - reach) : np.searchsorted(east, x + reach, "right")]
    remote = tables.mentors[mentor, REMOTE] != 0
    who = np.unique(np.concatenate([near, fresh])) if not remote else np.append(order, fresh)
    fits = np.empty(who.size, np.int64)
    _fits(tables, who, mentor, fits)
    return who[fits != NEVER], fits[fits != NEVER]


@compiled
def _fits(tables: Tables, who: Longs, mentor: Number, fits: Longs) -> None:
    for at in range(who.size):
        fits[at] = pair_fit(tables, who[at], mentor)
