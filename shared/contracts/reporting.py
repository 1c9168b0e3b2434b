"""Facts that reporting publishes: control totals that others can hold against the log."""

from datetime import date
from typing import ClassVar

from shared.contracts.fact import Area, Code, Fact, ProgrammeCode
from shared.contracts.streams import Stream


class FigureComputed(Fact):
    """One figure of one area and month with its denominator, as known when it was computed."""

    TYPE: ClassVar[str] = "inroads.figure.computed.v1"
    STREAM: ClassVar[Stream] = Stream.FIGURES
    KEY: ClassVar[str] = "figure_id"

    figure_id: str
    programme: ProgrammeCode
    area: Area
    month: date
    measure: Code
    numerator: int
    denominator: int
