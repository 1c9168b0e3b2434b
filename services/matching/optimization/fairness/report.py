"""What a fairness report says of one run, as figures."""

from dataclasses import dataclass

from services.matching.optimization.fairness.intervals import Share

FAIR_RATIO = 0.8
"""Below this ratio of the lowest rate to the highest, somebody has to explain or change."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Days from when people began to wait to the day of the run."""

    median: int
    nine_in_ten: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of a dimension; everything is ``None`` where it has too few people to be told.

    ``with_options`` is how many have any supplier that the rules allow, ``reachable`` how many
    could be placed at once if nobody else were there (never less than can really be had).
    ``waited`` is about those placed, ``waiting`` about those who are not.
    """

    word: str
    people: int | None = None
    placed: Share | None = None
    with_options: int | None = None
    reachable: int | None = None
    waited: Waits | None = None
    waiting: Waits | None = None

    @property
    def is_told(self) -> bool:
        """Whether there are enough people to say anything."""
        return self.placed is not None

    @property
    def of_reachable(self) -> float | None:
        """Which share is placed of those who could be."""
        if self.placed is None or not self.reachable:
            return None
        return self.placed.part / self.reachable


@dataclass(frozen=True, slots=True)
class Dimension:
    """The groups of one dimension, and the ratio of their lowest rate to their highest."""

    name: str
    groups: tuple[GroupFigures, ...]
    ratio: float | None

    @property
    def alarm(self) -> bool:
        """Whether the ratio is low enough that it must be explained or changed."""
        return self.ratio is not None and self.ratio < FAIR_RATIO


@dataclass(frozen=True, slots=True)
class Load:
    """How the work is spread: how many suppliers have how many people."""

    suppliers: int
    seats: int
    by_people: tuple[tuple[int, int], ...]
    without_anybody: int
    median: int
    nine_in_ten: int
    most: int


@dataclass(frozen=True, slots=True)
class BonusEffect:
    """What the bonus for people with few options does: this run, and one without the bonus.

    ``bands`` are (words, people, placed with it, placed without it); ``cost`` is the share of all
    other points that it takes.
    """

    bands: tuple[tuple[str, int, int, int], ...]
    cost: float


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """Everything that is measured of one run.

    ``longest_wait`` is the longest wait, in days, of anybody who is not placed; ``beyond_credit``
    how many of those have waited so long that more waiting adds no priority.
    """

    kind: str
    as_of: str
    problem: str
    algorithm: str
    value: int
    bound: int
    everybody: Share
    fewest: int
    options: tuple[GroupFigures, ...]
    dimensions: tuple[Dimension, ...]
    load: Load
    longest_wait: int | None
    beyond_credit: int | None
    bonus: BonusEffect | None = None
