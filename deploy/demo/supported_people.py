"""The people and the advocates of a year in the Liverpool City Region, made up from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from deploy.demo.cast import office_of
from deploy.demo.referred import Referred
from shared.programmes.load import FOLDER, read_areas

PROGRAMME: Final = "v3t9"
YEAR_BEGINS: Final = date(2018, 3, 12)
YEAR_ENDS: Final = date(2019, 2, 28)
HACKNEY: Final = "E09000012"
"""Where the programme does not run: a few are referred from there all the same."""

_REFERRED_WITHIN: Final = 330
_PEOPLE_PER_POST: Final = 24
_NAMES: Final = ["Alex", "Bo", "Charlie", "Dani", "Eden", "Frankie", "Gray", "Harper", "Indi"]
_LAST_NAMES: Final = ["Example", "Sample", "Specimen", "Placeholder", "Fictional", "Testcase"]
_BARRIERS: Final = ["debt", "basic_skills", "health", "self_esteem", "housing", "transport"]
_LANGUAGES: Final = ["pl", "ar", "ro"]
_KINDS: Final = ("started_work", "training", "further_education", "work_experience", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportedPerson(Referred):
    """One person of the year, and how they will behave. Support lasts ``supported_for`` days."""

    barriers: tuple[str, ...]
    supported_for: int
    languages: tuple[str, ...] = ("en",)

    @property
    def complexity(self) -> int:
        """How much of a caseload the person takes."""
        return min(max(len(self.barriers), 1), 3)


@dataclass(frozen=True, slots=True)
class Post:
    """One advocate's post. ``told_on`` is when its end becomes known, ``leaves_on`` a departure."""

    number: int
    home: str
    covers: tuple[str, ...]
    cap: int
    starts_on: date
    told_on: date | None
    contract_ends: date | None
    leaves_on: date | None
    languages: tuple[str, ...] = ("en",)

    @property
    def name(self) -> str:
        """What the people on the caseload are told."""
        return f"{_NAMES[self.number % len(_NAMES)]} Advocate"

    @property
    def reference(self) -> str:
        """The organization's own reference for the advocate."""
        return f"advocate-{self.number:03d}"

    def is_over(self, on: date) -> bool:
        """Return whether nobody may be with this advocate any more on a day."""
        last = min((day for day in (self.contract_ends, self.leaves_on) if day), default=date.max)
        return last < on


def areas() -> tuple[str, ...]:
    """Return the codes of the six areas, sorted."""
    return tuple(sorted(read_areas(FOLDER).group("liverpool_city_region").members))


def people(count: int, seed: int) -> list[SupportedPerson]:
    """Return the people of the year in the order in which they are referred."""
    draw, places = Random(f"supported-{seed}"), areas()
    everybody = [_person(number, places, draw) for number in range(count)]
    return sorted(everybody, key=lambda person: (person.referred_on, person.number))


def posts(count_of_people: int, seed: int) -> list[Post]:
    """Return the posts of the year: one in each area at least; mostly another follows an end."""
    draw, places = Random(f"posts-{seed}"), areas()
    first = [
        _post(number, places, draw)
        for number in range(max(len(places), count_of_people // _PEOPLE_PER_POST))
    ]
    ending = [post for post in first if post.contract_ends or post.leaves_on]
    return first + [
        _successor(len(first) + n, post) for n, post in enumerate(ending) if draw.random() < 0.8
    ]


def _person(number: int, places: Sequence[str], draw: Random) -> SupportedPerson:
    area = draw.choice(places)
    referred_on = YEAR_BEGINS + timedelta(days=draw.randrange(1, _REFERRED_WITHIN))
    # A few have one barrier only, and are not accepted for it.
    barriers = draw.choices((1, 2, 3, 4), weights=(3, 50, 30, 17))[0]
    return SupportedPerson(
        number=number,
        name=f"{draw.choice(_NAMES)} {draw.choice(_LAST_NAMES)}",
        area=area if draw.random() < 0.98 else HACKNEY,
        office=office_of(area),
        referred_on=referred_on,
        birth_month=f"{referred_on.year - draw.randrange(18, 62)}-{draw.randrange(1, 13):02d}",
        role=draw.choice(("work_coach", "jobcentre_adviser", "partner_organization", "self")),
        consents=draw.random() < 0.9,
        reliability=draw.choice((0.6, 0.85, 0.95, 0.95)),
        withdraws_after=draw.randrange(3, 120) if draw.random() < 0.07 else None,
        moves_to=draw.choice(places) if draw.random() < 0.06 else None,
        declines=False,
        outcome=draw.choices(_KINDS, weights=(22, 12, 8, 8, 50))[0],
        barriers=tuple(draw.sample(_BARRIERS, barriers)),
        supported_for=draw.randrange(40, 220),
        languages=(draw.choice(_LANGUAGES),) if draw.random() < 0.08 else ("en",),
    )


def _post(number: int, places: Sequence[str], draw: Random) -> Post:
    home = places[number % len(places)]
    others = [place for place in places if place != home]
    ends = YEAR_BEGINS + timedelta(days=draw.randrange(90, 330))
    is_fixed, leaves = draw.random() < 0.35, draw.random() < 0.2
    return Post(
        number=number,
        home=home,
        covers=tuple(draw.sample(others, draw.randrange(3))),
        cap=draw.randrange(10, 25),
        starts_on=YEAR_BEGINS + timedelta(days=1 if number < len(places) else draw.randrange(90)),
        told_on=ends - timedelta(days=draw.choice((10, 60))) if is_fixed else None,
        contract_ends=ends if is_fixed else None,
        leaves_on=ends if leaves and not is_fixed else None,
        languages=("en", draw.choice(_LANGUAGES)) if draw.random() < 0.5 else ("en",),
    )


def _successor(number: int, post: Post) -> Post:
    ends = post.contract_ends or post.leaves_on or YEAR_ENDS
    # An end that was known is followed without a gap; one that was not, after some weeks.
    starts_on = ends + timedelta(days=-7 if post.contract_ends else 21)
    return replace(
        post,
        number=number,
        starts_on=starts_on,
        told_on=None,
        contract_ends=None,
        leaves_on=None,
    )
