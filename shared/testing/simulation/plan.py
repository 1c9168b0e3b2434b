"""What a seed stands for: how many people, which trouble, how the programme is rolled out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from shared.contracts.operations import StageName
from shared.programmes.load import load_programmes
from shared.programmes.model import Programme
from shared.programmes.vocabulary import SupportKind

REGION = "north"
AREAS = ("E09000012", "E06000016", "E08000025", "E08000003")
"""Hackney, Leicester, Birmingham, Manchester: the first phase covers them all."""
LASTS = timedelta(days=75)
"""How long people are referred and trouble is made."""
HORIZON = timedelta(days=200)
"""Whatever is due later than this after the start is not waited for."""
START_DAYS = 500


class StageStep(NamedTuple):
    """From when on (a share of the whole) the programme has a stage."""

    after: float
    stage: StageName
    canary_percent: int = 0


class Faults(NamedTuple):
    """Which kinds of trouble a simulation makes."""

    crashes: bool = True
    duplicates: bool = True
    poison: bool = True
    weather: bool = True
    stages: bool = True


ROLLOUTS: Sequence[tuple[int, tuple[StageStep, ...]]] = (
    (12, (StageStep(0, "live"),)),
    (2, (StageStep(0.3, "live"),)),
    (2, (StageStep(0, "off"), StageStep(0.25, "live"))),
    (2, (StageStep(0, "shadow"), StageStep(0.4, "live"))),
    (2, (StageStep(0, "canary", 40), StageStep(0.4, "live"))),
    (2, (StageStep(0, "live"), StageStep(0.2, "paused"), StageStep(0.45, "live"))),
    (1, (StageStep(0, "live"), StageStep(0.6, "paused"))),
)
"""How often, and how, a programme is rolled out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about a simulation that is decided before it begins. Rates are shares of 1."""

    seed: int
    faults: Faults
    programme: Programme
    start: datetime
    rollout: tuple[StageStep, ...]
    areas: tuple[str, ...]
    people: int
    offers: int
    rounds: int
    acts: int
    duplicates: float
    crashes: float
    poison: int
    trouble: float
    late_commits: float
    has_operator: bool

    @property
    def end(self) -> datetime:
        """When the trouble is over."""
        return self.start + LASTS

    @property
    def ends_closed(self) -> bool:
        """Whether the programme is paused in the end, so that facts stay parked."""
        return self.rollout[-1].stage == "paused"


def draw_plan(seed: int, faults: Faults) -> Plan:
    """Return the plan of a seed: always the same."""
    random = Random(f"plan {seed}")
    people = random.randint(10, 40)
    return Plan(
        seed=seed,
        faults=faults,
        programme=circles_programme(),
        start=datetime(2019, 5, 1, 8, tzinfo=UTC) + timedelta(days=random.randrange(START_DAYS)),
        rollout=_rollout(random) if faults.stages else ROLLOUTS[0][1],
        areas=AREAS[: random.randint(1, len(AREAS))],
        people=people,
        offers=max(2, people // 4),
        rounds=random.randint(25, 50),
        acts=random.randint(15, 50),
        duplicates=_one_of(random, 0, 0.03, 0.1, 0.3) if faults.duplicates else 0,
        crashes=_one_of(random, 0, 0.2, 0.6) if faults.crashes else 0,
        poison=random.choice((0, 3, 8)) if faults.poison else 0,
        trouble=_one_of(random, 0, 0.1, 0.3) if faults.weather else 0,
        late_commits=_one_of(random, 0, 0.1, 0.4) if faults.weather else 0,
        has_operator=random.random() < 0.5,
    )


@cache
def circles_programme() -> Programme:
    """Return the programme of mentoring circles."""
    programmes = load_programmes().all
    return next(p for p in programmes if p.support is SupportKind.CIRCLE)


def _rollout(random: Random) -> tuple[StageStep, ...]:
    weights = [weight for weight, _ in ROLLOUTS]
    return random.choices([steps for _, steps in ROLLOUTS], weights)[0]


def _one_of(random: Random, *rates: float) -> float:
    return random.choice(rates)
