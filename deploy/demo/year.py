"""The years that can be played: one for each programme that has its people, by its file's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from deploy.demo import caseload_submissions as of_caseloads
from deploy.demo import cast, supported_people, young_people
from deploy.demo.caseload_player import CaseloadPlayer
from deploy.demo.mentoring_player import MentoringPlayer
from deploy.demo.mentoring_submissions import MentoringDesk, described
from deploy.demo.player import Player
from deploy.demo.playing import Playing, Sends
from deploy.demo.submissions import Desk

Cast = Callable[[str, int, int, Sends], Playing]
"""A region, a number of people, a seed, a way to send: everybody outside the system."""


@dataclass(frozen=True, slots=True)
class Year:
    """One programme's year. ``last_days``: how long after it things may still end."""

    programme: str
    title: str
    begins: date
    ends: date
    last_days: int
    cast: Cast

    @property
    def first_month(self) -> date:
        """The month in which the first people are referred."""
        return self.begins.replace(day=1)


def _circles(region: str, people: int, seed: int, send: Sends) -> Playing:
    desk = Desk(region, cast.PROGRAMME)
    return Player(cast.jobseekers(people, seed), cast.offers(people, seed), desk, send, seed)


def _mentors(region: str, people: int, seed: int, send: Sends) -> Playing:
    desk = MentoringDesk(region, young_people.PROGRAMME, described)
    everybody = young_people.young_people(people, seed), young_people.mentors(people, seed)
    return MentoringPlayer(*everybody, desk, send, seed)


def _advocates(region: str, people: int, seed: int, send: Sends) -> Playing:
    desk = of_caseloads.CaseloadDesk(region, supported_people.PROGRAMME, of_caseloads.described)
    everybody = supported_people.people(people, seed), supported_people.posts(people, seed)
    return CaseloadPlayer(*everybody, desk, send, seed)


YEARS: Final[Mapping[str, Year]] = {
    "mentoring_circles": Year(
        cast.PROGRAMME,
        "Mentoring circles: a year",
        cast.YEAR_BEGINS,
        cast.YEAR_ENDS,
        last_days=120,
        cast=_circles,
    ),
    "mayors_mentors": Year(
        young_people.PROGRAMME,
        "Mayor's Mentors: a year",
        young_people.YEAR_BEGINS,
        young_people.YEAR_ENDS,
        last_days=180,
        cast=_mentors,
    ),
    "employment_advocates": Year(
        supported_people.PROGRAMME,
        "Employment advocates: a year",
        supported_people.YEAR_BEGINS,
        supported_people.YEAR_ENDS,
        last_days=60,
        cast=_advocates,
    ),
}
