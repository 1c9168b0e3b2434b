"""From a problem to columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.matching.optimization.one_to_one import rules
from services.matching.optimization.one_to_one.columns import (
    NATIONS,
    NO_SECTOR,
    Market,
    Mentors,
    People,
    Scales,
)
from services.matching.optimization.one_to_one.compiled import Flags, Ints, Masks
from services.matching.optimization.one_to_one.vocabulary import Vocabulary, masks, shared, united
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.parts import SLOTS, Place

_SLOTS: Vocabulary = {slot: number for number, slot in enumerate(SLOTS)}


class Words:
    """The vocabularies of one problem; a sector's number is its place, 0 for none.

    With ``lasting`` they hold every word of either side, so that somebody who comes later and uses
    no other words is scored as if they had been there.
    """

    def __init__(self, problem: OneToOne, *, lasting: bool = False) -> None:
        people, mentors, join = problem.people, problem.mentors, united if lasting else shared
        self.languages = join((p.languages for p in people), (m.languages for m in mentors))
        self.backgrounds = join((p.relates_to for p in people), (m.backgrounds for m in mentors))
        self.barriers = join((p.barriers for p in people), (m.overcame for m in mentors))
        sectors = {m.sector for m in mentors if m.sector is not None}
        sectors.update(word for p in people if lasting for word in p.interests)
        self.sectors = {sector: at for at, sector in enumerate(sorted(sectors), NO_SECTOR + 1)}
        self.close = _neighbors(problem.neighboring_sectors)

    def know_person(self, person: YoungPerson) -> bool:
        """Whether these words have room for all that somebody says."""
        return (
            self.languages.keys() >= set(person.languages)
            and self.backgrounds.keys() >= set(person.relates_to)
            and self.barriers.keys() >= set(person.barriers)
            and self.sectors.keys() >= set(person.interests)
        )

    def know_mentor(self, mentor: Mentor) -> bool:
        """Whether these words have room for all that a mentor says."""
        return (
            self.languages.keys() >= set(mentor.languages)
            and self.backgrounds.keys() >= set(mentor.backgrounds)
            and self.barriers.keys() >= set(mentor.overcame)
            and (mentor.sector is None or mentor.sector in self.sectors)
        )


def market_of(problem: OneToOne, words: Words | None = None) -> Market:
    """The columns of a problem."""
    words = words or Words(problem)
    return Market(
        people_of(problem, problem.people, words),
        mentors_of(problem, problem.mentors, words),
        scales_of(problem),
        problem.seed,
    )


def scales_of(problem: OneToOne) -> Scales:
    """The weights and bounds of a problem."""
    weights, few = problem.weights, problem.weights.few_options
    return Scales(
        sector=weights.sector,
        close_sector=weights.neighboring_sector,
        place=weights.place,
        availability=weights.availability,
        stickiness=weights.stickiness,
        furthest=problem.rules.furthest_metres,
        bonus=few.bonus,
        few=few.few,
        some=few.some,
        least=problem.rules.least_fit,
    )


def people_of(
    problem: OneToOne,
    people: Sequence[YoungPerson],
    words: Words,
    numbers: Mapping[str, int] | None = None,
) -> People:
    """The columns of some young people; ``numbers`` are those of mentors, by default their places
    in the problem.
    """
    if numbers is None:
        numbers = {mentor.id: at for at, mentor in enumerate(problem.mentors)}
    ages = [rules.age(person.born, problem.as_of) for person in people]
    wished = [_close(person.interests, words) for person in people]
    conflicts = [_known(person.conflicts, numbers) for person in people]
    return People(
        active=_flags(_active(problem, person) for person in people),
        **_places([person.place for person in people]),
        remote=_flags(person.remote for person in people),
        age=_ints(ages),
        needs=_needs(people, ages),
        languages=masks(words.languages, [person.languages for person in people]),
        slots=masks(_SLOTS, [person.slots for person in people])[0],
        interests=masks(words.sectors, [person.interests for person in people], spare=1),
        close=masks(words.sectors, wished, spare=1),
        backgrounds=masks(words.backgrounds, [person.relates_to for person in people]),
        barriers=masks(words.barriers, [person.barriers for person in people]),
        per_background=_shares(problem.weights.background, [p.relates_to for p in people]),
        per_barrier=_shares(problem.weights.barriers, [p.barriers for p in people]),
        neutral=_ints(_neutral(problem, person) for person in people),
        waiting_worth=_ints(_waiting_worth(problem, person) for person in people),
        held=_ints(_proposed(person, numbers) for person in people),
        conflict_start=np.array([0, *accumulate(map(len, conflicts))], np.int64),
        conflicts=_ints(number for row in conflicts for number in row),
    )


def mentors_of(problem: OneToOne, mentors: Sequence[Mentor], words: Words) -> Mentors:
    """The columns of some mentors."""
    taken = Counter(p.held.mentor for p in problem.people if p.held and p.held.state == "accepted")
    return Mentors(
        ready=_flags(m.profile_complete and m.trained and not m.paused for m in mentors),
        seats=_ints(max(0, mentor.capacity - taken[mentor.id]) for mentor in mentors),
        **_places([mentor.place for mentor in mentors]),
        remote=_flags(mentor.remote for mentor in mentors),
        youngest=_ints(mentor.youngest for mentor in mentors),
        oldest=_ints(mentor.oldest for mentor in mentors),
        cleared=np.array([_cleared(problem, mentor) for mentor in mentors], np.uint32),
        languages=masks(words.languages, [mentor.languages for mentor in mentors]),
        slots=masks(_SLOTS, [mentor.slots for mentor in mentors])[0],
        sector=_ints(words.sectors.get(m.sector or "", NO_SECTOR) for m in mentors),
        backgrounds=masks(words.backgrounds, [mentor.backgrounds for mentor in mentors]),
        overcame=masks(words.barriers, [mentor.overcame for mentor in mentors]),
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int32)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, np.bool_)


def _places(places: Sequence[Place | None]) -> dict[str, NDArray[Any]]:
    return {
        "placed": _flags(place is not None for place in places),
        "x": _ints(place.easting if place else 0 for place in places),
        "y": _ints(place.northing if place else 0 for place in places),
    }


def _active(problem: OneToOne, person: YoungPerson) -> bool:
    in_programme = (
        problem.rules.youngest <= rules.age(person.born, problem.as_of) <= problem.rules.oldest
    )
    return in_programme and not (person.held and person.held.state == "accepted")


def _needs(people: Sequence[YoungPerson], ages: Sequence[int]) -> Masks:
    rows = (
        1 << NATIONS.index(person.nation) if years < rules.OF_AGE else 0
        for person, years in zip(people, ages, strict=True)
    )
    return np.fromiter(rows, np.uint32)


def _cleared(problem: OneToOne, mentor: Mentor) -> int:
    valid = {
        clearance.nation for clearance in mentor.clearances if rules.counts(problem, clearance)
    }
    return sum(1 << NATIONS.index(nation) for nation in valid)


def _neighbors(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    close: dict[str, set[str]] = {}
    for one, other in pairs:
        close.setdefault(one, set()).add(other)
        close.setdefault(other, set()).add(one)
    return close


def _close(interests: Iterable[str], words: Words) -> set[str]:
    return {near for interest in interests for near in words.close.get(interest, ())}


def _shares(weight: int, wishes: Sequence[Sequence[str]]) -> Ints:
    return _ints(weight // len(set(codes)) if codes else 0 for codes in wishes)


def _neutral(problem: OneToOne, person: YoungPerson) -> int:
    weights = problem.weights
    return (
        (0 if person.relates_to else weights.background // 2)
        + (0 if person.interests else weights.sector // 2)
        + (0 if person.barriers else weights.barriers // 2)
    )


def _waiting_worth(problem: OneToOne, person: YoungPerson) -> int:
    return problem.weights.waiting.points(person.waiting_since, problem.as_of)


def _proposed(person: YoungPerson, numbers: Mapping[str, int]) -> int:
    held = person.held
    return numbers.get(held.mentor, -1) if held and held.state == "proposed" else -1


def _known(conflicts: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    return sorted({numbers[mentor] for mentor in conflicts if mentor in numbers})
