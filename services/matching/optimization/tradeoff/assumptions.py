"""What is assumed where a programme has no history yet: who comes, and what they do."""

from dataclasses import dataclass

from services.matching.optimization.problem.one_to_one import MentoringRules
from services.matching.optimization.problem.parts import Place


@dataclass(frozen=True, slots=True)
class Assumptions:
    """A region over some months. All of it is said on the page beside the figures.

    ``people`` begin to wait in a year, and mentors with ``places_per_ten`` places for every ten of
    them are ready, both evenly over the year. Figures are of those who come in ``months`` months
    after the first ``warm_up``; ``months_after`` give the last of them their chance.
    """

    places: tuple[Place, ...]
    """Where people live, as exactly as a run knows it: the centres of local authorities."""

    rules: MentoringRules
    answer_within_days: int
    seed: int = 1
    people: int = 1000
    places_per_ten: int = 10
    months: int = 6
    warm_up: int = 2
    months_after: int = 3
    patience_days: int = 120
    """On average somebody gives up after waiting so long."""

    accepts: int = 85
    """So many of 100 proposals are accepted, 10 declined, and the others never answered."""

    declines: int = 10
    answers_after_days: int = 3
    """An answer takes one day up to so many."""

    @property
    def first_counted(self) -> int:
        """The day from which on arrivals count."""
        return self.warm_up * DAYS_A_MONTH

    @property
    def last_counted(self) -> int:
        """The first day whose arrivals do not count any more."""
        return self.first_counted + self.months * DAYS_A_MONTH

    @property
    def days(self) -> int:
        """How many days are played."""
        return self.last_counted + self.months_after * DAYS_A_MONTH


DAYS_A_MONTH = 30
DAYS_A_YEAR = 365
