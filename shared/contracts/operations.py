"""Facts that operators publish: roll-out stages, and simulated time for demonstrations."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.fact import Fact, Moment, Office, ProgrammeCode
from shared.contracts.streams import Stream

StageName = Literal["off", "shadow", "canary", "live", "paused"]


class StageChanged(Fact):
    """A programme's roll-out stage in this region; every service obeys it (decision 10)."""

    TYPE: ClassVar[str] = "inroads.stage.changed.v1"
    STREAM: ClassVar[Stream] = Stream.ROLLOUT
    KEY: ClassVar[str] = "programme"

    programme: ProgrammeCode
    stage: StageName
    canary_offices: list[Office] = Field(default=[])
    canary_percent: int = Field(default=0, ge=0, le=100)


class ClockTicked(Fact):
    """Simulated time moved on. Obeyed only where the settings say that time is simulated."""

    TYPE: ClassVar[str] = "inroads.clock.ticked.v1"
    STREAM: ClassVar[Stream] = Stream.CLOCK
    KEY: ClassVar[str] = "region"

    region: str
    now: Moment
