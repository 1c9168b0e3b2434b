"""Which setting the figures speak for, and what another one would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.matching.optimization.tradeoff.measuring import Figures
from services.matching.optimization.tradeoff.playing import Setting

SHARE_GIVEN_UP: Final = 0.02
"""For better matches at most so great a share of young people may go without a mentor."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What another setting would change: days, people of a hundred, and points."""

    setting: Setting
    days: int
    of_a_hundred: int
    points: int


def advised(found: Sequence[Figures]) -> Setting:
    """Return the setting with the best matches of those that cost hardly anybody a mentor.

    First only settings stay under which nearly as many are matched as under any; of these, those
    under which half wait the shortest; of these, the best matches. Of equals the first stays.
    """
    most = max(one.share for one in found)
    reach = [one for one in found if one.share >= most - SHARE_GIVEN_UP]
    shortest = min(one.waited_median for one in reach)
    soon = [one for one in reach if one.waited_median == shortest]
    return max(soon, key=lambda one: one.mean_fit).setting


def of_setting(found: Sequence[Figures], setting: Setting) -> Figures:
    """Return the figures of a setting that was measured."""
    return next(one for one in found if one.setting == setting)


def neighbors(found: Sequence[Figures], chosen: Setting) -> tuple[Difference, ...]:
    """Compare a setting with those that differ from it in one thing, by one step."""
    windows = sorted({one.setting.every_days for one in found})
    floors = sorted({one.setting.quality_floor for one in found})
    near = [Setting(window, chosen.quality_floor) for window in _beside(windows, chosen.every_days)]
    near += [Setting(chosen.every_days, floor) for floor in _beside(floors, chosen.quality_floor)]
    here = of_setting(found, chosen)
    return tuple(_difference(here, of_setting(found, other)) for other in near)


def _beside(values: Sequence[int], value: int) -> Sequence[int]:
    at = values.index(value)
    return [*values[max(at - 1, 0) : at], *values[at + 1 : at + 2]]


def _difference(here: Figures, there: Figures) -> Difference:
    return Difference(
        there.setting,
        there.waited_median - here.waited_median,
        of_a_hundred(there) - of_a_hundred(here),
        round(there.mean_fit) - round(here.mean_fit),
    )


def of_a_hundred(figures: Figures) -> int:
    """Return how many of a hundred young people get a mentor."""
    return round(100 * figures.share)
