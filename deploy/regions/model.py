"""The shape of a region's file and of ``waves.yaml``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.contracts.operations import StageName
from shared.programmes.strict import Count, Once, Some, Strict, Text

ProgrammeCode = Annotated[str, Field(pattern=r"^[a-z][2-9][a-z][2-9]$")]
RegionCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Wire = Literal["embedded", "secured"]
"""How a region's servers are spoken to: in the clear, as on one machine, or always in secret."""


class Canary(Strict):
    """Who is let in first when a programme opens: some offices, and a share of all others."""

    offices: Annotated[tuple[str, ...], Once] = ()
    percent: Annotated[int, Field(ge=0, le=50)] = 5


class RegionFile(Strict):
    """One region: a nation or an English region, deployed as a cell of its own.

    ``gss`` is its code at the Office for National Statistics; ``areas`` are names of
    ``shared/programmes``; ``stages`` say how far each programme may be opened here. ``servers``
    says ``secured`` where no step may ever speak in the clear.
    """

    name: Text
    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    gss: Annotated[str, Field(pattern=r"^[ENSW]\d{8}$")]
    areas: Annotated[tuple[Text, ...], Some, Once]
    wave: Text
    stages: dict[ProgrammeCode, StageName]
    canary: Canary = Canary()
    servers: Wire = "embedded"


class Wave(Strict):
    """Regions that get a release together; hours that it must have run well before the next."""

    code: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: Text
    bake_hours: Annotated[int, Field(ge=0)]


class Gates(Strict):
    """What must hold before a release or a stage counts as good."""

    unread_at_most: Annotated[int, Field(ge=0)]
    outbox_seconds_at_most: Count
    new_dead_letters_at_most: Annotated[int, Field(ge=0)]
    ready_within_seconds: Count
    obeyed_within_seconds: Count
    synthetic_within_seconds: Count


class Approvals(Strict):
    """How many people must want a programme to go live, and for how many hours a yes counts."""

    live: Annotated[int, Field(ge=2)]
    valid_hours: Count


class RollOut(Strict):
    """The order of the waves, the gates, the approvals."""

    waves: Annotated[tuple[Wave, ...], Some]
    gates: Gates
    approvals: Approvals

    @model_validator(mode="after")
    def _waves_are_distinct(self) -> Self:
        if len({wave.code for wave in self.waves}) != len(self.waves):
            raise ValueError("a wave is listed twice; keep it once")
        return self
