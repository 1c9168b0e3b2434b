"""Who stays and who changes, in counts: what can become of clients, as flows of people.

Whoever changes advocate is interchangeable with all others who do and are alike otherwise: a class
hands its members over to a pool, and the pool to advocates. That is a tenth of the counts that a
flow from each class to each advocate takes, and says the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np

from services.matching.optimization.caseloads.classes import Caseload
from services.matching.optimization.highs import Ints


@dataclass(frozen=True, slots=True)
class Stay:
    """A class's members who keep their advocate; ``gain`` is the fit of each."""

    group: int
    advocate: int
    gain: int


@dataclass(frozen=True, slots=True)
class Change:
    """A class's members who get another advocate, through a pool; the gain is for being in care."""

    group: int
    pool: int
    gain: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Members of a pool who come to an advocate; ``most`` is how many there can be."""

    pool: int
    advocate: int
    gain: int
    complexity: int
    most: int


@dataclass(frozen=True, slots=True)
class Flows:
    """Every possible flow. Stays, changes, arrivals: that order numbers a program's variables."""

    stays: tuple[Stay, ...]
    changes: tuple[Change, ...]
    arrivals: tuple[Arrival, ...]

    @property
    def size(self) -> int:
        """How many flows there are."""
        return len(self.stays) + len(self.changes) + len(self.arrivals)

    @property
    def gains(self) -> Ints:
        """What each person in a flow gains beyond the waiting."""
        gains = [stay.gain for stay in self.stays]
        gains += [change.gain for change in self.changes]
        return np.array(gains + [arrival.gain for arrival in self.arrivals], np.int64)


def flows_of(caseload: Caseload) -> Flows:
    """Return the flows of a caseload, in an order that depends on nothing but the classes."""
    numbers: dict[object, int] = {}
    pools: dict[int, list[int]] = defaultdict(list)
    for group, one in enumerate(caseload.classes):
        if any(advocate != one.own for advocate in one.advocates):
            pools[numbers.setdefault(one.likeness, len(numbers))].append(group)
    return Flows(
        tuple(
            Stay(group, advocate, fit)
            for group, one in enumerate(caseload.classes)
            for advocate, fit in zip(one.advocates, one.fits, strict=True)
            if advocate == one.own
        ),
        tuple(
            Change(group, pool, caseload.classes[group].for_care)
            for pool, groups in pools.items()
            for group in groups
        ),
        tuple(chain.from_iterable(_arrivals(caseload, *pool) for pool in pools.items())),
    )


def _arrivals(caseload: Caseload, pool: int, groups: list[int]) -> Iterator[Arrival]:
    classes = [caseload.classes[group] for group in groups]
    fits = {
        advocate: fit - one.for_care
        for one in classes
        for advocate, fit in zip(one.advocates, one.fits, strict=True)
        if advocate != one.own
    }
    everybody = sum(one.size for one in classes)
    for advocate, fit in sorted(fits.items()):
        yield Arrival(pool, advocate, fit, classes[0].complexity, everybody)


def counts_by_pair(caseload: Caseload, flows: Flows, quantities: Ints) -> Ints:
    """Return how many of each class go to each advocate, by the caseload's pairs.

    Nobody who changes comes back to their own advocate, unless everybody else is dealt out.
    """
    stays, changes, arrivals = np.split(
        quantities[: flows.size], np.cumsum([len(flows.stays), len(flows.changes)])
    )
    dealt: dict[tuple[int, int], int] = defaultdict(int)
    for stay, count in zip(flows.stays, stays.tolist(), strict=True):
        dealt[stay.group, stay.advocate] += count
    places: dict[int, list[int]] = defaultdict(list)
    for arrival, count in zip(flows.arrivals, arrivals.tolist(), strict=True):
        places[arrival.pool].extend(repeat(arrival.advocate, count))
    for change, count in zip(flows.changes, changes.tolist(), strict=True):
        own = caseload.classes[change.group].own
        for _ in range(count):
            dealt[change.group, _take(places[change.pool], own)] += 1
    pairs = zip(caseload.pair_class.tolist(), caseload.pair_advocate.tolist(), strict=True)
    return np.array([dealt.get(pair, 0) for pair in pairs], np.int64)


def _take(places: list[int], own: int | None) -> int:
    """Take a place with somebody else, if there is one."""
    return places.pop(next((n for n, advocate in enumerate(places) if advocate != own), 0))
