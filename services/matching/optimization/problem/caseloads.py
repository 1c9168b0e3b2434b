"""Caseloads: people with several barriers, and employment advocates (seed 004)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.matching.optimization.problem.parts import (
    AreaCode,
    Identifier,
    Language,
    Part,
    Points,
    Problem,
    Waiting,
)


class Client(Part):
    """Somebody whom an advocate supports, or is to support.

    ``complexity`` is how much of a caseload they take (1 to 3); ``advocate`` is who supports them
    now. Nobody who has an advocate ends without one while any advocate may take them.
    """

    id: Identifier
    area: AreaCode
    complexity: int = Field(1, ge=1, le=3)
    waiting_since: date
    languages: tuple[Language, ...] = ("en",)
    conflicts: tuple[Identifier, ...] = ()
    advocate: Identifier | None = None


class Advocate(Part):
    """An employment advocate: home area first, cover areas if needed, until the contract ends.

    ``cap`` is in units of complexity.
    """

    id: Identifier
    home: AreaCode
    covers: tuple[AreaCode, ...] = ()
    cap: int = Field(ge=0, le=10_000)
    languages: tuple[Language, ...] = ("en",)
    contract_ends: date | None = None


class CaseloadWeights(Part):
    """What counts, in points."""

    home: Points = 300
    """For support by an advocate whose home area is the person's."""

    language: Points = 200
    """For an advocate who speaks what a person needs whose languages are without English."""

    stays: Points = 500
    """For keeping the advocate whom somebody knows."""

    in_care: Points = 5000
    """For anybody who has an advocate now: nobody is dropped for somebody new."""

    balance: Points = 30
    """Lost for each unit between the fullest and the emptiest caseload's share of its cap, in
    hundredths."""

    waiting: Waiting = Waiting()


class Caseloads(Problem):
    """Clients, advocates, and what makes a fair caseload."""

    kind: Literal["caseloads"] = "caseloads"
    people: Annotated[tuple[Client, ...], Field(max_length=100_000)]
    advocates: Annotated[tuple[Advocate, ...], Field(max_length=2_000)]
    handover_days: int = Field(28, ge=0)
    """An advocate whose contract ends within so many days takes nobody new, and hands over."""

    weights: CaseloadWeights = CaseloadWeights()
