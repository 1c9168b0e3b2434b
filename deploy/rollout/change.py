"""One thing that an apply would change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What kind of thing would change, which one, and how."""

    kind: str
    what: str
    how: str
