"""Where everybody is: each referral in exactly one place, so that the sum closes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from services.reporting.domain.journey import Journey, Whereabouts

PLACES: Final[tuple[Whereabouts, ...]] = get_args(Whereabouts)[1:]
"""Every place in which a referral can be, in the order of a journey."""


@dataclass(frozen=True, slots=True)
class Accounting:
    """How many referrals are in each place. Their sum is the number of people referred.

    ``unplaced`` are journeys of which something was heard but not the referral itself; they are in
    no figure, and their number is 0 once every stream has been read.
    """

    places: Mapping[Whereabouts, int]
    unplaced: int = 0

    @property
    def referred(self) -> int:
        """Everybody who was referred."""
        return sum(self.places.values())


def account(journeys: Iterable[Journey]) -> Accounting:
    """Return where these journeys are."""
    counts = Counter(journey.whereabouts for journey in journeys)
    return accounting_from(counts)


def accounting_from(counts: Mapping[Whereabouts, int]) -> Accounting:
    """Return the accounting for counts by whereabouts."""
    return Accounting({place: counts.get(place, 0) for place in PLACES}, counts.get("unplaced", 0))
