"""What changes for whom between two solutions: the look before publishing."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.matching.optimization.solution import Solution

Places = Mapping[str, str | None]
"""Everybody's supplier, by person; ``None``: no place."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody whose supplier is another one; a missing one means no place."""

    person: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everybody for whom something changes, and how many stay as they are.

    ``arrived`` and ``departed`` are in one of the two only; they are not among those who gain or
    lose a place.
    """

    gained: tuple[Move, ...]
    lost: tuple[Move, ...]
    moved: tuple[Move, ...]
    arrived: tuple[str, ...]
    departed: tuple[str, ...]
    same_place: int
    still_without: int
    value_before: int
    value_after: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes for anybody."""
        return not (self.gained or self.lost or self.moved or self.arrived or self.departed)


def difference(before: Solution, after: Solution) -> Difference:
    """Compare two solutions of the same kind, person by person."""
    values = before.certificate.value, after.certificate.value
    return difference_of(_places(before), _places(after), values)


def difference_of(was: Places, now: Places, values: tuple[int, int]) -> Difference:
    """Compare who has which place; ``values`` is what both are worth, in points."""
    both = sorted(was.keys() & now.keys())
    changes = [Move(person, was[person], now[person]) for person in both]
    return Difference(
        gained=tuple(m for m in changes if m.before is None and m.after is not None),
        lost=tuple(m for m in changes if m.before is not None and m.after is None),
        moved=tuple(m for m in changes if m.before and m.after and m.before != m.after),
        arrived=tuple(sorted(now.keys() - was.keys())),
        departed=tuple(sorted(was.keys() - now.keys())),
        same_place=sum(m.before is not None and m.before == m.after for m in changes),
        still_without=sum(m.before is None and m.after is None for m in changes),
        value_before=values[0],
        value_after=values[1],
    )


def _places(solution: Solution) -> Places:
    places: dict[str, str | None] = {one.person: None for one in solution.unplaced}
    return places | {pair.person: pair.supply for pair in solution.pairs}
