"""Where a programme that places people at once had got to: so that a restart goes on from there."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class StandingSnapshot:
    """The standing solution of one programme as last laid down, sealed; ``None``: there is none.

    It is of use on ``made_on`` alone, since ages and clearances are those of a day. It may be old:
    what it proposes is judged on the mentor's row, as everything is.
    """

    programme: str
    made_on: date
    saved_at: datetime
    snapshot: str | None
