"""The figures of every setting: how many are matched, after how long, and how well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from services.matching.optimization.tradeoff.arrivals import Region, draw_region
from services.matching.optimization.tradeoff.assumptions import Assumptions
from services.matching.optimization.tradeoff.playing import Matched, Setting, play


@dataclass(frozen=True, slots=True)
class Figures:
    """What one setting leads to. Waiting is from the first day to the accepted proposal.

    Waiting and fit are of those who were matched, so they are to be read beside their share.
    """

    setting: Setting
    people: int
    matched: int
    waited_median: int
    waited_nine_in_ten: int
    mean_fit: float

    @property
    def share(self) -> float:
        """The share of people who were matched."""
        return self.matched / self.people if self.people else 0.0


def measure(
    given: Assumptions, settings: Sequence[Setting], repeats: int, done: Callable[[], None]
) -> tuple[Figures, ...]:
    """Play every setting on the same regions, and count over all of them together.

    ``repeats`` regions are drawn, with one seed after the other; ``done`` is called for each that
    was played with a setting.
    """
    towns = [replace(given, seed=given.seed + more) for more in range(repeats)]
    regions = [draw_region(town) for town in towns]
    counted = [_counted(given, region) for region in regions]
    found = []
    for setting in settings:
        matches: list[Matched] = []
        for town, region, who in zip(towns, regions, counted, strict=True):
            matches += [match for match in play(town, region, setting) if match.person in who]
            done()
        found.append(figures(setting, sum(map(len, counted)), matches))
    return tuple(found)


def _counted(given: Assumptions, region: Region) -> frozenset[str]:
    days = range(given.first_counted, given.last_counted)
    return frozenset(one.person.id for one in region.people if one.day in days)


def figures(setting: Setting, people: int, matches: Sequence[Matched]) -> Figures:
    """Count the matches of one setting; nobody matched is no wait at all, and no fit."""
    waits = sorted(match.waited for match in matches)
    return Figures(
        setting,
        people,
        len(matches),
        _within(waits, 50),
        _within(waits, 90),
        mean(match.fit for match in matches) if matches else 0.0,
    )


def _within(waits: Sequence[int], per_cent: int) -> int:
    """The days within which so many of a hundred were matched."""
    return waits[-(-len(waits) * per_cent // 100) - 1] if waits else 0
