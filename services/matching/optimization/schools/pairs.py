"""All pairs of a request and a supplier that the rules allow, with their values, as columns.

The same rules and points as ``rules.py`` and ``score.py``; a test compares them pair by pair.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matching.optimization.highs import Flags, Ints
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier
from services.matching.optimization.schools.score import worth

_NOWHERE: Final = -1

Requests = Sequence[SchoolRequest]
Suppliers = Sequence[Supplier]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs by request, then supplier: numbers of both, what the pair is worth, and its fit."""

    request: Ints
    supplier: Ints
    value: Ints
    fit: Ints

    def __len__(self) -> int:
        return int(self.request.size)


def eligible_pairs(problem: Schools, requests: Requests, suppliers: Suppliers) -> Pairs:
    """Return every pair that the rules allow."""
    found = [(_none(), _none()), *_by_kind_and_area(requests, suppliers)]
    request, supplier = (np.concatenate([pair[at] for pair in found]) for at in (0, 1))
    order = np.lexsort((supplier, request))
    request, supplier = request[order], supplier[order]
    keep = _allowed(problem, requests, suppliers, (request, supplier))
    request, supplier = request[keep], supplier[keep]
    fit = _fit(problem, requests, suppliers, (request, supplier))
    worths = np.array([worth(problem, one) for one in requests], np.int64)
    return Pairs(request, supplier, worths[request] + fit if request.size else fit, fit)


def _by_kind_and_area(requests: Requests, suppliers: Suppliers) -> Iterator[tuple[Ints, Ints]]:
    asked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(requests):
        asked[one.kind, one.area].append(number)
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, supplier in enumerate(suppliers):
        for meeting in {(k, a) for k in supplier.kinds for a in supplier.areas}:
            given[meeting].append(number)
    for meeting in sorted(asked.keys() & given.keys()):
        ask, give = np.array(asked[meeting], np.int64), np.array(given[meeting], np.int64)
        yield np.repeat(ask, give.size), np.tile(give, ask.size)


def _allowed(
    problem: Schools, requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]
) -> Flags:
    request, supplier = pairs
    gives = np.array([s.per_week > 0 and s.in_all != 0 for s in suppliers], np.bool_)
    week = np.array([one.week for one in requests], np.int64)
    away = [(n, off) for n, one in enumerate(suppliers) for off in one.weeks_off]
    number = {one.id: place for place, one in enumerate(suppliers)}
    declined = [
        (place, number[identifier])
        for place, one in enumerate(requests)
        for identifier in one.declined
        if identifier in number
    ]
    near = _squares(requests, suppliers, pairs) <= problem.furthest_metres**2
    return (
        gives[supplier]
        & (near | _vague(requests, suppliers, pairs))
        & ~_among(supplier, week[request], away)
        & ~_among(request, supplier, declined)
    )


def _among(one: Ints, other: Ints, listed: list[tuple[int, int]]) -> Flags:
    width = max([int(other.max(initial=0)), *(second for _, second in listed)], default=0) + 1
    keys = np.array([first * width + second for first, second in listed], np.int64)
    found: Flags = np.isin(one * width + other, keys)
    return found


def _fit(
    problem: Schools, requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]
) -> Ints:
    most, furthest = problem.weights.place, problem.furthest_metres
    # The root is rounded correctly and squares are far below 2**52, so its floor is the whole root.
    metres = np.sqrt(_squares(requests, suppliers, pairs)).astype(np.int64)
    near = most * np.maximum(0, furthest - metres) // furthest if furthest else most + 0 * metres
    place = np.where(_vague(requests, suppliers, pairs), most // 2, near)
    liked = problem.weights.sector * _wished(requests, suppliers, pairs)
    return place + liked + problem.weights.stays * _stays(requests, suppliers, pairs)


def _stays(requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]) -> Ints:
    number = {one.id: place for place, one in enumerate(suppliers)}
    now = [number.get(one.answered_by or "", _NOWHERE) for one in requests]
    stays: Ints = (np.array(now, np.int64)[pairs[0]] == pairs[1]).astype(np.int64)
    return stays


def _wished(requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]) -> Ints:
    sectors = sorted({one.sector for one in suppliers if one.sector})
    number = {sector: place for place, sector in enumerate(sectors)}
    wishes = np.zeros((len(requests), len(sectors) + 1), np.int64)
    for place, request in enumerate(requests):
        wishes[place, [number[code] for code in request.sectors if code in number]] = 1
    offers = [number[s.sector] if s.sector else len(sectors) for s in suppliers]
    return wishes[pairs[0], np.array(offers, np.int64)[pairs[1]]]


def _squares(requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]) -> Ints:
    squares: Ints = ((_places(requests)[pairs[0]] - _places(suppliers)[pairs[1]]) ** 2).sum(axis=1)
    return squares


def _vague(requests: Requests, suppliers: Suppliers, pairs: tuple[Ints, Ints]) -> Flags:
    unknown, other = (_places(of)[:, 0] == _NOWHERE for of in (requests, suppliers))
    vague: Flags = unknown[pairs[0]] | other[pairs[1]]
    return vague


def _places(of: Requests | Suppliers) -> Ints:
    known = [
        (one.place.easting, one.place.northing) if one.place else (_NOWHERE, _NOWHERE) for one in of
    ]
    return np.array(known, np.int64).reshape(len(known), 2)


def _none() -> Ints:
    return np.zeros(0, np.int64)
