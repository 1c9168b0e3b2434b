"""Young people and mentors of a made-up region, drawn from a seed, in the order in which they come.

Two draws of one seed are the same whatever is set, so that a difference is the setting's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from services.matching.optimization.problem.one_to_one import Clearance, Mentor, YoungPerson
from services.matching.optimization.problem.parts import SLOTS
from services.matching.optimization.tradeoff.assumptions import DAYS_A_YEAR, Assumptions

BEGINS: Final = date(2026, 1, 5)
"""The first day that is played; which one changes nothing."""

_SECTORS: Final = (
    *("care", "construction", "retail", "software", "hospitality", "education", "health"),
    *("logistics", "finance", "engineering", "media", "public", "science", "sports"),
)
_BACKGROUNDS: Final = (
    *("carer", "care_leaver", "first_in_family", "migrant", "refugee", "single_parent"),
    *("apprentice", "returner", "self_taught", "football", "music", "faith"),
)
_BARRIERS: Final = ("anxiety", "debt", "housing", "confidence", "transport", "qualifications")
_OTHER_LANGUAGES: Final = ("ur", "pa", "pl", "ro", "bn", "ar", "so")
_AGES: Final = tuple(range(11, 26))
_BANDS: Final = ((11, 25), (11, 17), (16, 25), (18, 25))
_CAPACITIES: Final = (1, 1, 1, 1, 2)
_REMOTE_PEOPLE: Final = 0.25
_REMOTE_MENTORS: Final = 0.2
_CLEARED: Final = 0.93
"""Mentors with a valid check for working with under-18s."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Somebody who begins to wait on a day, and how long they would."""

    day: int
    person: YoungPerson
    patience: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A mentor who may be proposed from a day on."""

    day: int
    mentor: Mentor


@dataclass(frozen=True, slots=True)
class Region:
    """Everybody who comes, each list in the order of days."""

    people: tuple[Arriving, ...]
    mentors: tuple[Ready, ...]


def draw_region(given: Assumptions) -> Region:
    """Draw everybody; equal assumptions give equal people."""
    rng = Random(given.seed)  # noqa: S311 - nothing is kept secret
    return Region(tuple(_people(rng, given)), tuple(_mentors(rng, given)))


def _people(rng: Random, given: Assumptions) -> Sequence[Arriving]:
    days = _days(rng, given.people * given.days // DAYS_A_YEAR, given.days)
    return [
        Arriving(day, _young_person(rng, f"y{number}", day, given), _patience(rng, given))
        for number, day in enumerate(days)
    ]


def _mentors(rng: Random, given: Assumptions) -> Sequence[Ready]:
    wanted = given.people * given.places_per_ten * given.days // (10 * DAYS_A_YEAR)
    mentors: list[Mentor] = []
    while sum(mentor.capacity for mentor in mentors) < wanted:
        mentors.append(_mentor(rng, f"m{len(mentors)}", given))
    days = _days(rng, len(mentors), given.days)
    return [Ready(day, mentor) for day, mentor in zip(days, mentors, strict=True)]


def _days(rng: Random, count: int, days: int) -> Sequence[int]:
    return sorted(rng.randrange(days) for _ in range(count))


def _patience(rng: Random, given: Assumptions) -> int:
    return 1 + int(rng.expovariate(1 / given.patience_days))


def _some(rng: Random, words: Sequence[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(sorted(rng.sample(words, rng.randint(least, most))))


def _languages(rng: Random) -> tuple[str, ...]:
    other = rng.choice(_OTHER_LANGUAGES)
    return rng.choices([("en",), ("en", other), (other,)], [82, 14, 4])[0]


def _young_person(rng: Random, name: str, day: int, given: Assumptions) -> YoungPerson:
    began = BEGINS + timedelta(days=day)
    age = timedelta(days=rng.choice(_AGES) * DAYS_A_YEAR + rng.randrange(DAYS_A_YEAR))
    return YoungPerson(
        id=name,
        born=began - age,
        waiting_since=began,
        place=rng.choice(given.places),
        remote=rng.random() < _REMOTE_PEOPLE,
        languages=_languages(rng),
        slots=_some(rng, SLOTS, 3, 8),
        interests=_some(rng, _SECTORS, 1, 3),
        relates_to=_some(rng, _BACKGROUNDS, 0, 3),
        barriers=_some(rng, _BARRIERS, 0, 2),
    )


def _mentor(rng: Random, name: str, given: Assumptions) -> Mentor:
    youngest, oldest = rng.choice(_BANDS)
    cleared = Clearance(
        kind=given.rules.clearances_for_minors[0],
        checked=BEGINS - timedelta(days=100),
        recheck_by=BEGINS + timedelta(days=3 * DAYS_A_YEAR),
    )
    return Mentor(
        id=name,
        capacity=rng.choice(_CAPACITIES),
        youngest=youngest,
        oldest=oldest,
        place=rng.choice(given.places),
        remote=rng.random() < _REMOTE_MENTORS,
        languages=tuple(dict.fromkeys(("en", *_languages(rng)))),
        slots=_some(rng, SLOTS, 3, 8),
        sector=rng.choice(_SECTORS),
        backgrounds=_some(rng, _BACKGROUNDS, 1, 4),
        overcame=_some(rng, _BARRIERS, 0, 3),
        profile_complete=True,
        trained=True,
        clearances=(cleared,) if rng.random() < _CLEARED else (),
    )
