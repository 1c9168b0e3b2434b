"""A gate: something that must hold before a region goes on, and what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Verdict(StrEnum):
    """How a gate was found. What could not be told never passes."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Gate:
    """What was asked, the verdict, what was found, and what to do if it did not pass."""

    name: str
    verdict: Verdict
    found: str
    next_step: str = ""

    @classmethod
    def judged(cls, name: str, problems: Callable[[], Sequence[str]], next_step: str = "") -> Self:
        """Ask for problems: none passes, some fail, and a question that fails cannot be told."""
        try:
            found = problems()
        except Exception as error:  # noqa: BLE001 - whatever went wrong, nothing was learned
            return cls(name, Verdict.UNKNOWN, f"{type(error).__name__}: {error}", next_step)
        if found:
            return cls(name, Verdict.FAILED, "; ".join(found), next_step)
        return cls(name, Verdict.PASSED, "nothing wrong")
