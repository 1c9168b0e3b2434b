"""What a match run answers: who with whom, what it is worth, and how that is proven."""

from dataclasses import dataclass
from typing import Literal

Proof = Literal["dual prices", "branch and bound", "dual prices and branch and bound"]
Reason = Literal["no eligible supply", "supply is scarce"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One person placed with one supplier: a mentor, a session's circle, an advocate or an offer.

    ``value`` is what the pair adds to the solution, in points, waiting time and all bonuses
    included; ``fit`` is the part of it that depends on who is paired with whom.
    """

    person: str
    supply: str
    value: int
    fit: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One person for whom there is no place, and why."""

    person: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof of a solution's worth, checked without its solver.

    ``value`` is the solution's worth in points, recounted from the problem. ``bound`` is what no
    solution can exceed: by linear programming duality over *every* pair that the rules allow, not
    over the pairs that a solver looked at, or by branch and bound where groups must be whole.
    """

    value: int
    bound: int
    proof: Proof

    @property
    def optimal(self) -> bool:
        """Whether the solution is proven to be best: nothing is left between value and bound."""
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How far below the bound the solution can be at most, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to one problem. Same problem and seed give the same bytes.

    ``problem`` is the SHA-256 of the canonical problem (hexadecimal), ``algorithm`` names the
    solver and its version, ``prices`` is what one more place at a supplier would be worth, in
    points, for every supplier that is in demand. ``pairs`` and ``unplaced`` are sorted by person.
    """

    kind: str
    problem: str
    algorithm: str
    seed: int
    pairs: tuple[Pair, ...]
    unplaced: tuple[Unplaced, ...]
    certificate: Certificate
    prices: tuple[tuple[str, int], ...] = ()
