"""What may be shown of a count: small ones hidden, others rounded, and no way back by subtraction.

A first protection, in three steps. Counts from 1 to 4 are hidden (primary suppression). Where just
one term of a sum would be hidden, a second one is withheld, or subtraction would give the first
away (complementary suppression). Whatever is shown is rounded to the nearest 5.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

SMALLEST_SHOWN: Final = 5
ROUNDED_TO: Final = 5

Place = TypeVar("Place", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be published: a rounded ``count``, or ``None`` and why it is not there.

    ``few``: one to four people. ``withheld``: hidden to protect another count. Zero is shown as 0.
    """

    count: int | None
    hidden_as: Literal["few", "withheld"] | None = None


def protected(counts: Mapping[Place, int], sums: Iterable[Sequence[Place]]) -> dict[Place, Shown]:
    """Return every count as it may be shown.

    Each of ``sums`` names the places that add up to its last place, such as the months of a year
    and the year.
    """
    hidden = {place for place, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    lines_of: dict[Place, list[tuple[Place, ...]]] = defaultdict(list)
    waiting = deque(tuple(line) for line in sums)
    for line in waiting:
        for place in line:
            lines_of[place].append(line)
    while waiting:
        partner = _partner(waiting.popleft(), counts, hidden)
        if partner is not None:
            hidden.add(partner)
            waiting.extend(lines_of[partner])
    return {place: _shown(count, is_hidden=place in hidden) for place, count in counts.items()}


def rounded(count: int) -> int:
    """Return the nearest multiple of 5."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _partner(
    line: Sequence[Place], counts: Mapping[Place, int], hidden: set[Place]
) -> Place | None:
    """Return what to withhold so that the one hidden term of this sum cannot be worked out."""
    if sum(place in hidden for place in line) != 1:
        return None
    *parts, total = line
    open_parts = [p for p in parts if p not in hidden and counts[p] > 0]
    if open_parts:
        return min(open_parts, key=lambda place: (counts[place], str(place)))
    return total if total not in hidden else None


def _shown(count: int, *, is_hidden: bool) -> Shown:
    if not is_hidden:
        return Shown(rounded(count))
    return Shown(None, "few" if count < SMALLEST_SHOWN else "withheld")
