"""What suppliers can give, as rows that a program must keep: so many a week, and so many in all."""

from dataclasses import dataclass

import numpy as np

from services.matching.optimization.highs import Ints
from services.matching.optimization.schools.pairs import Pairs, Requests, Suppliers


@dataclass(frozen=True, slots=True)
class Capacities:
    """Limits by name: ``supplier@week`` for a week, ``supplier`` for all weeks together.

    ``weekly`` and ``total`` are the limit's number for each pair; ``total`` is -1 where a supplier
    has no limit in all.
    """

    names: tuple[str, ...]
    limits: Ints
    weekly: Ints
    total: Ints


def capacities(requests: Requests, suppliers: Suppliers, pairs: Pairs) -> Capacities:
    """Return the limits that some pair counts towards."""
    week = np.array([request.week for request in requests], np.int64)
    width = int(week.max(initial=0)) + 1
    weeks, weekly = np.unique(
        pairs.supplier * width + week[pairs.request] if len(pairs) else pairs.supplier,
        return_inverse=True,
    )
    limited = [number for number, one in enumerate(suppliers) if one.in_all is not None]
    place = np.full(len(suppliers), -1, np.int64)
    place[limited] = np.arange(len(limited)) + weeks.size
    given = [(suppliers[key // width], key % width) for key in weeks.tolist()]
    return Capacities(
        (*(named(s.id, at) for s, at in given), *(suppliers[number].id for number in limited)),
        np.array(
            [*(s.per_week for s, _ in given), *(suppliers[n].in_all or 0 for n in limited)],
            np.int64,
        ),
        weekly,
        place[pairs.supplier] if len(pairs) else pairs.supplier,
    )


def named(supplier: str, week: int) -> str:
    """Return the name of a supplier's week among the prices. No id has an ``@``."""
    return f"{supplier}@{week}"
