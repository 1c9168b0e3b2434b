"""The people and the hosts of the year, made up from a seed. Nobody in it exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from deploy.demo.referred import Referred
from shared.programmes.load import FOLDER, read_areas

PROGRAMME: Final = "p7k2"
YEAR_BEGINS: Final = date(2018, 6, 4)
YEAR_ENDS: Final = date(2019, 5, 31)
LONDON_OPENS: Final = date(2019, 3, 1)
COUNTRY_OPENS: Final = date(2019, 4, 1)

_FIRST_NAMES: Final = [
    "Amara",
    "Bilal",
    "Chloe",
    "Dev",
    "Esi",
    "Farah",
    "Grace",
    "Hamza",
    "Imani",
    "Jai",
    "Kezia",
    "Leon",
    "Maya",
    "Noor",
]
_LAST_NAMES: Final = ["Example", "Sample", "Specimen", "Placeholder", "Fictional", "Testcase"]
_HOSTS: Final = [
    "harbour_bank",
    "northern_rail_works",
    "lantern_software",
    "crown_street_accountants",
]
_STRENGTHS: Final = ["customer_service", "team_work", "languages", "digital", "organising", "care"]
_BARRIERS: Final = ["confidence", "basic_skills", "childcare", "transport", "experience", "health"]
_GOALS: Final = ["interview_practice", "cv", "first_job", "apprenticeship"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobseeker(Referred):
    """One person of the year, and how they will behave."""

    graduate: bool
    youth_claimant: bool
    ethnic_minority: bool
    strengths: tuple[str, ...]
    barriers: tuple[str, ...]
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A host employer's offer of one circle."""

    reference: str
    host: str
    area: str
    track: str
    made_on: date
    starts_on: date
    seats_max: int


def challenge_areas() -> tuple[str, ...]:
    """Return the codes of the twenty challenge areas, sorted."""
    return tuple(sorted(read_areas(FOLDER).group("challenge_areas").members))


def office_of(area: str) -> str:
    """Return a made-up jobcentre code for an area."""
    return f"JC{area[-5:]}"


def jobseekers(count: int, seed: int) -> list[Jobseeker]:
    """Return the people of the year in the order in which they are referred."""
    draw = Random(f"people-{seed}")
    areas = challenge_areas()
    people = [_jobseeker(number, areas, draw) for number in range(count)]
    return sorted(people, key=lambda person: (person.referred_on, person.number))


def offers(count_of_people: int, seed: int) -> list[Offer]:
    """Return the hosts' offers, spread over the year: about a seat and a quarter a person."""
    draw = Random(f"offers-{seed}")
    areas = challenge_areas()
    wanted = max(len(areas) * 2, count_of_people // 5)
    return [_offer(number, areas, draw) for number in range(wanted)]


def _jobseeker(number: int, areas: tuple[str, ...], draw: Random) -> Jobseeker:
    area = draw.choice(areas)
    first_phase = draw.random() < 0.6
    graduate_area = area in areas[:4]
    born = 1994 + draw.randrange(7) if not first_phase else 1960 + draw.randrange(40)
    return Jobseeker(
        number=number,
        name=f"{draw.choice(_FIRST_NAMES)} {draw.choice(_LAST_NAMES)}",
        area=area,
        office=office_of(area),
        referred_on=_referred_on(first_phase=first_phase, draw=draw),
        birth_month=f"{born}-{draw.randrange(1, 13):02d}",
        graduate=draw.random() < (0.35 if graduate_area else 0.02),
        youth_claimant=not first_phase or draw.random() < 0.2,
        ethnic_minority=draw.random() < (0.97 if first_phase else 0.4),
        role="work_coach" if draw.random() < 0.98 else "friend",
        consents=draw.random() < 0.93,
        reliability=draw.choice((0.95, 0.9, 0.8, 0.6, 0.2)),
        withdraws_after=draw.randrange(3, 60) if draw.random() < 0.07 else None,
        moves_to=draw.choice(areas) if draw.random() < 0.03 else None,
        declines=draw.random() < 0.04,
        outcome=_outcome(draw),
        strengths=tuple(draw.sample(_STRENGTHS, 2)),
        barriers=tuple(draw.sample(_BARRIERS, draw.randrange(4))),
        goals=tuple(draw.sample(_GOALS, 2)),
    )


def _referred_on(*, first_phase: bool, draw: Random) -> date:
    """The pilot's people come all through the year; the roll-out's from London's opening on."""
    begins = YEAR_BEGINS if first_phase else LONDON_OPENS
    ends = LONDON_OPENS if first_phase else YEAR_ENDS
    return begins + timedelta(days=draw.randrange((ends - begins).days))


def _outcome(draw: Random) -> str | None:
    kinds = ("started_work", "training", "further_education", "work_experience", None)
    return draw.choices(kinds, weights=(26, 14, 8, 10, 42))[0]


def _offer(number: int, areas: tuple[str, ...], draw: Random) -> Offer:
    area = areas[number % len(areas)]
    days = (YEAR_ENDS - YEAR_BEGINS).days
    made_on = YEAR_BEGINS + timedelta(days=draw.randrange(10, days))
    return Offer(
        reference=f"offer-{number:04d}",
        host=draw.choice(_HOSTS),
        area=area,
        track="graduates" if area in areas[:4] and draw.random() < 0.35 else "general",
        made_on=made_on,
        starts_on=made_on + timedelta(days=draw.randrange(21, 42)),
        seats_max=draw.choice((6, 8, 8)),
    )


def days(begin: date, end: date, step: int) -> Iterator[date]:
    """Yield every ``step``-th day from ``begin`` up to ``end``."""
    day = begin
    while day <= end:
        yield day
        day += timedelta(days=step)
