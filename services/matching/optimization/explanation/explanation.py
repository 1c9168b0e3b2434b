"""An explanation: everything that can be said of one person's result, for people and machines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Points:
    """One part of the fit: its name, what it is for, how much of how much."""

    part: str
    words: str
    points: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Option:
    """Another supplier that the rules allow.

    ``behind`` is how many points it stands behind the person's own place, prices taken off; for
    somebody unplaced, how many points it falls short of its price, or ``None`` where whole groups
    are placed and prices alone decide nothing. ``fit_behind`` compares the fit alone. ``obstacle``
    says why an unplaced person did not get it.
    """

    supply: str
    fit: int
    price: int
    behind: int | None
    fit_behind: int = 0
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest thing that would make a difference: rules that alone keep suppliers away."""

    rules: tuple[str, ...]
    words: str
    opens: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this place, or why none.

    ``kept``: the match was there before the run, which never breaks it; ``fails`` are rules that
    no longer hold for it. ``worth`` is what placing the person adds, in points, whoever it is with,
    and ``worth_parts`` what for; with the fit, and what a standing pair earns, it makes the value.
    ``price`` is what the room that they take would be worth to others, ``note`` what else is to be
    known of the pair. ``changes`` begin with what opens most. ``binding`` are the rules that,
    alone, keep the most suppliers away from somebody for whom there is none.
    """

    person: str
    supply: str | None
    kept: bool
    holds: tuple[tuple[str, str], ...]
    fails: tuple[tuple[str, str], ...]
    parts: tuple[Points, ...]
    worth: int
    worth_parts: tuple[tuple[str, int], ...]
    standing: int
    value: int
    price: int
    note: str
    eligible: int
    options: tuple[Option, ...]
    changes: tuple[Change, ...]
    binding: tuple[str, ...]

    @property
    def runner_up(self) -> Option | None:
        """The best of the other suppliers, if the rules allow any."""
        return self.options[0] if self.options else None
