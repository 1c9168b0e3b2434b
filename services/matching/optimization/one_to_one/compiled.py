"""Compiling of the inner loops (Numba), with types that a checker understands."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numba.extending import intrinsic
from numpy.typing import NDArray

Ints = NDArray[np.int32]
"""Points, indexes, ages, metres."""

Longs = NDArray[np.int64]
Masks = NDArray[np.uint32]
Flags = NDArray[np.bool_]

Number: TypeAlias = Any
"""An integer in compiled code, which widens and narrows by its own rules, unlike Python's."""

Truth: TypeAlias = Any
"""Likewise a truth value."""

NOBODY: Final = np.int32(-1)
NEVER: Final = np.int32(-(1 << 30))
"""The value of a pair that the rules forbid; less than any sum of points."""

_UNCOUNTED: Final[dict[str, Any]] = {"_nrt": False}
"""Numba's runtime of references; in a dictionary because its stubs do not know the name."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile a function at its first call, keep the result beside it, and run without the GIL."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def borrowing(function: _Function) -> _Function:
    """Compile a function that neither makes nor returns an array, and count no references in it.

    Whoever calls it holds every array that it sees. Counting takes most of a scan's time otherwise:
    each view of a table is an atomic operation in memory that all threads share.
    """
    made = numba.njit(cache=True, nogil=True, error_model="numpy", **_UNCOUNTED)(function)
    return cast("_Function", made)


def inlined(function: _Function) -> _Function:
    """Compile a small function into whoever calls it; it returns numbers, never an array."""
    made = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function)
    return cast("_Function", made)


@intrinsic
def _population_count(_typing: Any, _word: Any) -> Any:  # noqa: ANN401
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.ctpop(arguments[0])

    return numba.types.int32(numba.types.uint32), generate


bits = cast("Callable[[Any], np.int32]", _population_count)
"""How many bits of a 32-bit word are set; for compiled code only."""
