"""The young people and the mentors of a year in the West Midlands, made up from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from deploy.demo.referred import Referred
from shared.programmes.ages import surely_from
from shared.programmes.load import FOLDER, read_areas

PROGRAMME: Final = "q4m8"
YEAR_BEGINS: Final = date(2017, 6, 5)
YEAR_ENDS: Final = date(2018, 5, 31)
HACKNEY: Final = "E09000012"
"""Where the programme does not run: a few are referred from there all the same."""

OF_AGE: Final = 18
_REFERRED_WITHIN: Final = 270
_APPLIED_WITHIN: Final = 240
_NAMES: Final = ["Alex", "Bo", "Charlie", "Dani", "Eden", "Frankie", "Gray", "Harper", "Indi"]
_LAST_NAMES: Final = ["Example", "Sample", "Specimen", "Placeholder", "Fictional", "Testcase"]
_SLOTS: Final = [
    f"{day}-{part}"
    for day in ("mon", "tue", "wed", "thu", "fri", "sat")
    for part in ("afternoon", "evening")
]
_BACKGROUNDS: Final = ["carer", "care_experienced", "first_in_family", "newcomer", "young_parent"]
_SECTORS: Final = ["engineering", "health", "retail", "creative", "construction", "digital"]
_BARRIERS: Final = ["confidence", "basic_skills", "transport", "experience", "health"]


@dataclass(frozen=True, slots=True, kw_only=True)
class YoungPerson(Referred):
    """One young person of the year, and how they will behave."""

    slots: tuple[str, ...]
    relates_to: tuple[str, ...]
    barriers: tuple[str, ...]

    def is_surely(self, age: int, on: date) -> bool:
        """Return whether they are this old on a day, as far as the month of birth tells."""
        return surely_from(self.birth_month, age) <= on


@dataclass(frozen=True, slots=True)
class Mentor:
    """One mentor of the year, and how they will behave.

    ``trained_on`` and ``cleared_on`` are ``None`` for who never gets so far; a clearance counts up
    to ``recheck_by``.
    """

    number: int
    name: str
    area: str
    organization: str
    applied_on: date
    capacity: int
    trained_on: date | None
    cleared_on: date | None
    recheck_by: date | None
    leaves_on: date | None
    slots: tuple[str, ...]
    sector: str
    backgrounds: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The organization's own reference for the mentor."""
        return f"mentor-{self.number:05d}"

    def is_cleared(self, on: date) -> bool:
        """Return whether they may meet somebody under 18 on a day."""
        if self.cleared_on is None or self.recheck_by is None:
            return False
        return self.cleared_on <= on <= self.recheck_by


def areas() -> tuple[str, ...]:
    """Return the codes of the areas of the combined authority, sorted."""
    return tuple(sorted(read_areas(FOLDER).group("west_midlands_ca").members))


def young_people(count: int, seed: int) -> list[YoungPerson]:
    """Return the young people of the year in the order in which they are referred."""
    draw, places = Random(f"young-people-{seed}"), areas()
    people = [_young_person(number, places, draw) for number in range(count)]
    return sorted(people, key=lambda person: (person.referred_on, person.number))


def mentors(count_of_people: int, seed: int) -> list[Mentor]:
    """Return the mentors of the year: a few fewer than there are young people."""
    draw, places = Random(f"mentors-{seed}"), areas()
    return [_mentor(number, places, draw) for number in range(max(8, count_of_people * 9 // 10))]


def _young_person(number: int, places: Sequence[str], draw: Random) -> YoungPerson:
    area = draw.choice(places)
    referred_on = YEAR_BEGINS + timedelta(days=draw.randrange(1, _REFERRED_WITHIN))
    age = draw.choices(range(10, 28), weights=[1] + [6] * 15 + [1, 1])[0]
    birth_month = f"{referred_on.year - age}-{draw.randrange(1, 13):02d}"
    if number == 0:  # one is surely there who turns 18 within the year
        referred_on, birth_month = YEAR_BEGINS + timedelta(days=3), "1999-08"
    return YoungPerson(
        number=number,
        name=f"{draw.choice(_NAMES)} {draw.choice(_LAST_NAMES)}",
        area=area if draw.random() < 0.98 or number == 0 else HACKNEY,
        office=f"SC{area[-5:]}",
        referred_on=referred_on,
        birth_month=birth_month,
        role=draw.choice(("school", "school", "partner_organization")),
        consents=draw.random() < 0.93,
        reliability=draw.choice((0.95, 0.9, 0.8, 0.6, 0.2)),
        withdraws_after=draw.randrange(3, 60) if draw.random() < 0.05 and number else None,
        moves_to=draw.choice(places) if draw.random() < 0.03 and number else None,
        declines=draw.random() < 0.06 and number > 0,
        outcome=_outcome(age, draw),
        slots=tuple(draw.sample(_SLOTS, 4)),
        relates_to=tuple(draw.sample(_BACKGROUNDS, 2)),
        barriers=tuple(draw.sample(_BARRIERS, draw.randrange(3))),
    )


def _outcome(age: int, draw: Random) -> str | None:
    kinds = ("started_work", "training", "further_education", "work_experience", None)
    grown, pupils = (24, 14, 12, 10, 40), (0, 2, 15, 15, 68)
    return draw.choices(kinds, weights=grown if age >= OF_AGE else pupils)[0]


def _mentor(number: int, places: Sequence[str], draw: Random) -> Mentor:
    # The first ones are there from the beginning, or nobody is matched for weeks.
    applied_on = YEAR_BEGINS + timedelta(
        days=draw.randrange(1, 10 if number < 6 else _APPLIED_WITHIN)
    )
    trained_on = applied_on + timedelta(days=draw.randrange(7, 28))
    cleared_on = applied_on + timedelta(days=draw.randrange(10, 40))
    lasts = draw.choices((150, 365 * 3), weights=(1, 9))[0]
    is_cleared = draw.random() < 0.7 or number < 2
    stays = draw.random() < 0.9 or number < 2
    return Mentor(
        number=number,
        name=f"{draw.choice(_NAMES)} {draw.choice(_LAST_NAMES)}",
        area=draw.choice(places),
        organization=draw.choice(("ONEMM", "ROTARY", "CHAMBER")),
        applied_on=applied_on,
        capacity=draw.choice((1, 1, 1, 2)),
        trained_on=trained_on if draw.random() < 0.95 or number < 2 else None,
        cleared_on=cleared_on if is_cleared else None,
        recheck_by=cleared_on + timedelta(days=lasts) if is_cleared else None,
        leaves_on=None if stays else applied_on + timedelta(days=draw.randrange(60, 200)),
        slots=tuple(draw.sample(_SLOTS, 6)),
        sector=draw.choice(_SECTORS),
        backgrounds=tuple(draw.sample(_BACKGROUNDS, draw.randrange(1, 4))),
    )
