"""What a programme manager has to explain or change, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from services.matching.optimization.fairness.groups import NOT_STATED
from services.matching.optimization.fairness.report import (
    FAIR_RATIO,
    Dimension,
    FairnessReport,
    GroupFigures,
)

NEARLY_ALL: Final = 0.95
"""From this share of what is reachable on, only more suppliers can help a group."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One group whose rate is far below the highest of its dimension."""

    dimension: str
    word: str
    words: str


def alarms(report: FairnessReport) -> tuple[Alarm, ...]:
    """Every group that needs an explanation or a change; the lowest rates first."""
    return tuple(alarm for dimension in report.dimensions for alarm in _of(dimension))


def _of(dimension: Dimension) -> Iterator[Alarm]:
    told = [g for g in dimension.groups if g.placed and g.word != NOT_STATED]
    highest = max((g.placed.rate for g in told if g.placed), default=0.0)
    for group in sorted(told, key=lambda g: g.placed.rate if g.placed else 0.0):
        if group.placed and group.placed.rate < FAIR_RATIO * highest:
            yield Alarm(dimension.name, group.word, _words(group, highest))


def _words(group: GroupFigures, highest: float) -> str:
    if group.placed is None:
        raise ValueError("this group has too few people to be told")
    have = f"{percent(group.placed.rate)} have a place, against {percent(highest)} of the group"
    begin = f"{have} with the highest rate. "
    reachable = group.reachable or 0
    if not reachable:
        return f"{begin}No supplier is possible for any of them: only recruiting can change it."
    most = f"at most {percent(reachable / group.placed.whole)} could have one"
    if (group.of_reachable or 0) >= NEARLY_ALL:
        return f"{begin}With the present supply {most}, so only recruiting can change it."
    return (
        f"{begin}With the present supply {most}: {reachable - group.placed.part:,} more people than"
        " now. Look at the weights and at the bonus for few options."
    )


def percent(share: float) -> str:
    """A share as it is read: whole per cent, and never 0% or 100% where it is not exactly so."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one per cent
        return "less than 1%"
    if 0.99 < share < 1:  # noqa: PLR2004 - ninety-nine per cent
        return "more than 99%"
    return f"{share:.0%}"
