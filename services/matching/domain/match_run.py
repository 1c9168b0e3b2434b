"""The record of a match run: what it looked at, what it proposed, and how that is proven."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MatchRun:
    """One run over one programme of the region. Same problem and seed give the same proposals.

    ``problem`` is the SHA-256 of the canonical problem; ``value`` and ``bound`` are in points, and
    equal where the proposals are proven best (``optimization/solution.py``). ``without_profile``
    are people who wait and let nobody share what a match depends on.
    """

    run: str
    programme: str
    made_on: date
    people: int
    without_profile: int
    mentors: int
    proposed: int
    problem: str
    algorithm: str
    value: int
    bound: int


def run_code(programme: str, made_on: date) -> str:
    """Return the name of a programme's run of a day, such as ``q4m8_20260301``."""
    return f"{programme}_{made_on:%Y%m%d}"
