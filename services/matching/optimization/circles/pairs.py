"""All pairs of a person and a session that the rules allow, with their values, as columns.

The same rules and points as ``rules.py`` and ``score.py``; a test compares them pair by pair.
Nothing is left out: the bound of a solution is over these pairs.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from scipy.spatial import KDTree  # type: ignore[import-untyped]

from services.matching.optimization.circles.score import worth
from services.matching.optimization.highs import Flags, Ints
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker

_NOWHERE: Final = -1
_METRE: Final = 1.0
"""Searched further than allowed, in floating point, before whole metres decide."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs by person, then session: numbers of both, what the pair is worth, and its fit."""

    person: Ints
    session: Ints
    value: Ints
    fit: Ints

    def __len__(self) -> int:
        return int(self.person.size)

    def only(self, chosen: Ints | Flags) -> Self:
        """Return some of them."""
        return type(self)(
            self.person[chosen], self.session[chosen], self.value[chosen], self.fit[chosen]
        )


def eligible_pairs(
    problem: Circles, people: tuple[Jobseeker, ...], sessions: tuple[HostedSession, ...]
) -> Pairs:
    """Return every pair that the rules allow."""
    found = list(_near(problem, people, sessions))
    person, session = (np.concatenate([pair[at] for pair in found]) for at in (0, 1))
    order = np.lexsort((session, person))
    person, session = person[order], session[order]
    keep = _not_declined(people, sessions, person, session)
    person, session = person[keep], session[keep]
    fit = _fit(problem, people, sessions, (person, session))
    worths = np.array([worth(problem, one) for one in people], np.int64)
    return Pairs(person, session, worths[person] + fit if person.size else fit, fit)


def _near(
    problem: Circles, people: tuple[Jobseeker, ...], sessions: tuple[HostedSession, ...]
) -> Iterator[tuple[Ints, Ints]]:
    """Meet by track and slot first, then by distance or area."""
    yield _none(), _none()
    comers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for slot in set(person.slots):
            comers[person.track, slot].append(number)
    offered: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, session in enumerate(sessions):
        offered[session.track, session.slot].append(number)
    where, there = _places(people), _places(sessions)
    areas = {person.area for person in people} | {session.area for session in sessions}
    code = {area: number for number, area in enumerate(sorted(areas))}
    home = np.array([code[person.area] for person in people], np.int64)
    local = np.array([code[session.area] for session in sessions], np.int64)
    for meeting in sorted(offered):
        here, host = np.array(comers[meeting], np.int64), np.array(offered[meeting], np.int64)
        yield from _by_distance(problem.furthest_metres, (here, host), where, there)
        yield from _by_area((here, host), where, there, (home, local))


def _by_distance(
    furthest: int, meeting: tuple[Ints, Ints], where: Ints, there: Ints
) -> Iterator[tuple[Ints, Ints]]:
    here, host = meeting
    here, host = here[where[here, 0] != _NOWHERE], host[there[host, 0] != _NOWHERE]
    if not here.size or not host.size:
        return
    near = KDTree(where[here]).query_ball_point(there[host], furthest + _METRE)
    counts = np.array([len(found) for found in near], np.int64)
    flat = [number for found in near for number in found]
    person, session = here[np.array(flat, np.int64)], np.repeat(host, counts)
    keep = ((where[person] - there[session]) ** 2).sum(axis=1) <= furthest**2
    yield person[keep], session[keep]


def _by_area(
    meeting: tuple[Ints, Ints], where: Ints, there: Ints, areas: tuple[Ints, Ints]
) -> Iterator[tuple[Ints, Ints]]:
    """Return pairs of which one has no known place, in the same area."""
    here, host = meeting
    home, local = areas
    order = here[np.argsort(home[here], kind="stable")]
    sorted_homes = home[order]
    for session in host:
        first, last = np.searchsorted(sorted_homes, (local[session], local[session] + 1))
        person = order[first:last]
        if there[session, 0] != _NOWHERE:
            person = person[where[person, 0] == _NOWHERE]
        yield person, np.full(person.size, session)


def _not_declined(
    people: tuple[Jobseeker, ...],
    sessions: tuple[HostedSession, ...],
    person: Ints,
    session: Ints,
) -> Flags:
    number = {one.id: place for place, one in enumerate(sessions)}
    width = max(1, len(sessions))
    declined = [
        place * width + number[identifier]
        for place, one in enumerate(people)
        for identifier in one.declined
        if identifier in number
    ]
    refused: Flags = np.isin(person * width + session, np.array(declined, np.int64))
    return ~refused


def _fit(
    problem: Circles,
    people: tuple[Jobseeker, ...],
    sessions: tuple[HostedSession, ...],
    pairs: tuple[Ints, Ints],
) -> Ints:
    person, session = pairs
    where, there = _places(people)[person], _places(sessions)[session]
    most, furthest = problem.weights.place, problem.furthest_metres
    # The root is rounded correctly and squares are far below 2**52, so its floor is the whole root.
    metres = np.sqrt(((where - there) ** 2).sum(axis=1)).astype(np.int64)
    near = most * np.maximum(0, furthest - metres) // furthest if furthest else most + 0 * metres
    vague = (where[:, 0] == _NOWHERE) | (there[:, 0] == _NOWHERE)
    place = np.where(vague, most // 2, near)
    return place + problem.weights.interest * _interested(people, sessions, pairs)


def _interested(
    people: tuple[Jobseeker, ...],
    sessions: tuple[HostedSession, ...],
    pairs: tuple[Ints, Ints],
) -> Ints:
    sectors = sorted({session.sector for session in sessions if session.sector})
    number = {sector: place for place, sector in enumerate(sectors)}
    likes = np.zeros((len(people), len(sectors) + 1), np.int64)
    for place, person in enumerate(people):
        likes[place, [number[code] for code in person.interests if code in number]] = 1
    offers = [number[s.sector] if s.sector else len(sectors) for s in sessions]
    return likes[pairs[0], np.array(offers, np.int64)[pairs[1]]]


def _places(of: tuple[Jobseeker, ...] | tuple[HostedSession, ...]) -> Ints:
    known = [
        (one.place.easting, one.place.northing) if one.place else (_NOWHERE, _NOWHERE) for one in of
    ]
    return np.array(known, np.int64).reshape(len(known), 2)


def _none() -> Ints:
    return np.zeros(0, np.int64)
