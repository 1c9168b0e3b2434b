"""A broken promise, by the name of the invariant that saw it."""

from typing import NamedTuple


class Violation(NamedTuple):
    """Which invariant does not hold, and where it was seen."""

    invariant: str
    detail: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.detail}"
