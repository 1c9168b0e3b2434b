"""HiGHS, as it comes with SciPy: linear programs, and mixed-integer ones by branch and bound.

The only file that knows how SciPy wants them. Limits are counts of nodes, never seconds: a busy
machine must not change an answer.
"""

from dataclasses import dataclass, field
from math import floor
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SLACK: Final = 0.01
"""What a floating-point bound may err. Gains are whole points, so the bound is rounded down after
this is added, and stays above every solution."""

_LIMIT_REACHED: Final = "limit reached"
"""In HiGHS's words, when the search ends at its nodes; SciPy gives that several codes."""

_NOTHING: Final[Floats] = np.zeros(0)
_HALF: Final = 0.5


@dataclass(slots=True)
class Rows:
    """The rows of a program, added in blocks: each says that a sum is at most a limit."""

    count: int = 0
    _rows: list[Ints] = field(default_factory=list)
    _columns: list[Ints] = field(default_factory=list)
    _factors: list[Floats] = field(default_factory=list)
    _limits: list[Floats] = field(default_factory=list)

    def add(self, limits: Ints, *terms: tuple[Ints, Ints, Ints | int]) -> Self:
        """Add ``len(limits)`` rows; a term is (row within the block, column, factor)."""
        for row, column, factor in terms:
            self._rows.append(row + self.count)
            self._columns.append(column)
            self._factors.append(np.broadcast_to(np.asarray(factor, np.float64), row.shape))
        self._limits.append(limits.astype(np.float64))
        self.count += limits.size
        return self

    def matrix(self, columns: int) -> csr_array:
        """Return the coefficients, with as many columns as the program has variables."""
        where = (np.concatenate(self._rows), np.concatenate(self._columns))
        return csr_array((np.concatenate(self._factors), where), shape=(self.count, columns))

    def limits(self) -> Floats:
        """Return what each row is at most."""
        return np.concatenate(self._limits)


@dataclass(frozen=True, slots=True)
class Program:
    """Maximize the gains of whole or broken quantities between ``least`` and ``most``."""

    gains: Ints
    rows: Rows
    least: Ints
    most: Ints
    whole: Flags


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the best quantities found, if any, and what no quantities can exceed."""

    quantities: Floats | None
    bound: int
    closed: bool
    """Whether the search ended by itself, not at its limit of nodes."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The optimum of a linear program, and what a unit more of each row's limit would gain."""

    quantities: Floats
    bound: int
    prices: Floats


def branch_and_bound(program: Program, nodes: int) -> Outcome:
    """Return the best whole quantities, proven unless the search ends at so many nodes.

    Raises ``ValueError`` if no quantities at all satisfy the rows.
    """
    if not program.gains.size:
        return Outcome(_NOTHING, 0, closed=True)
    found = milp(
        -program.gains.astype(np.float64),
        constraints=LinearConstraint(
            program.rows.matrix(program.gains.size), -np.inf, program.rows.limits()
        ),
        integrality=program.whole.astype(np.int64),
        bounds=Bounds(program.least, program.most),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    if found.status != 0 and _LIMIT_REACHED not in found.message:
        raise ValueError(f"HiGHS cannot solve this program: {found.message}")
    proven = found.mip_dual_bound
    bound = floor(_SLACK - proven) if proven is not None and np.isfinite(proven) else _all(program)
    return Outcome(found.x, bound, closed=found.status == 0)


def taken(quantities: Floats) -> Flags:
    """Return which of some quantities are 1, where each is 0 or 1 but for rounding."""
    ones: Flags = quantities > _HALF
    return ones


def relaxed(program: Program) -> Relaxation:
    """Return the optimum if broken quantities are allowed, with the prices of the rows.

    Raises ``ValueError`` if no quantities at all satisfy the rows.
    """
    if not program.gains.size:
        return Relaxation(_NOTHING, 0, np.zeros(program.rows.count))
    found = linprog(
        -program.gains.astype(np.float64),
        A_ub=program.rows.matrix(program.gains.size),
        b_ub=program.rows.limits(),
        bounds=np.column_stack((program.least, program.most)),
        method="highs",
    )
    if found.status != 0:
        raise ValueError(f"HiGHS cannot solve this program: {found.message}")
    return Relaxation(found.x, floor(_SLACK - found.fun), -found.ineqlin.marginals)


def _all(program: Program) -> int:
    """Return the gain of everything at once: a bound when the search gave none."""
    return int(np.maximum(program.gains * program.most, program.gains * program.least).sum())
