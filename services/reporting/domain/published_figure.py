"""A figure as it was last announced to others."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """The last announced state of one figure."""

    figure_id: str
    programme: str
    area: str
    month: date
    measure: str
    numerator: int
    denominator: int
    computed_at: datetime
