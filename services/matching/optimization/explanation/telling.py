"""What an explanation has to know about one kind of problem."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ProblemT = TypeVar("ProblemT")
PersonT = TypeVar("PersonT")
SupplyT = TypeVar("SupplyT")


@dataclass(frozen=True, slots=True)
class Noun:
    """A word for one and for several."""

    one: str
    several: str

    def count(self, number: int) -> str:
        """Return such as ``1 mentor`` and ``1,200 mentors``."""
        return f"{number:,} {self.of(number)}"

    def more(self, number: int) -> str:
        """Return such as ``1 more mentor``."""
        return f"{number:,} more {self.of(number)}"

    def of(self, number: int) -> str:
        """Return the word alone, as it goes with a number."""
        return self.one if number == 1 else self.several


@dataclass(frozen=True, slots=True)
class Rule(Generic[ProblemT, PersonT, SupplyT]):
    """How one hard rule is told.

    ``holds`` is a clause that is true where the rule holds, ``fails`` one where it does not.
    ``change`` says after "if" what would
    have to be otherwise for some suppliers that fail nothing else. ``need`` is what recruitment
    would look for, after the noun; empty where the place of search says it already.
    """

    holds: str
    fails: str
    change: Callable[[ProblemT, PersonT, Sequence[SupplyT]], str]
    need: Callable[[ProblemT, PersonT], str]
    may_change: bool = True
    """Whether to suggest it at all: a conflict of interest is nothing to be argued away."""

    may_recruit: bool = True
    """Whether another supplier could help: not somebody whom the programme is not for."""


@dataclass(frozen=True, slots=True)
class Telling(Generic[ProblemT, PersonT, SupplyT]):
    """The rules, the score and the words of one kind.

    ``worth`` is what placing somebody adds, whoever it is with, as points by the words for them; it
    takes how many suppliers are eligible, since few options earn a bonus in some kinds.
    ``most`` gives what each part of the fit can be at most, ``part_words`` what it is given for.
    ``held`` says which points a pair gets for standing already, ``price`` what the room that a
    person takes would be worth to others, by the published prices. ``kept`` is the supplier with
    whom a person has a match that a run never breaks. ``obstacle`` says why an eligible supplier,
    with the people it has, is not this person's; ``note`` what else is to be known of a pair.
    ``where`` is where to recruit, and ``asks`` what every recruit must have to help this person.
    """

    person: Noun
    supply: Noun
    recruit: Noun
    holds: Mapping[str, Callable[[ProblemT, PersonT, SupplyT], bool]]
    rules: Mapping[str, Rule[ProblemT, PersonT, SupplyT]]
    parts: Callable[[ProblemT, PersonT, SupplyT], Mapping[str, int]]
    most: Callable[[ProblemT], Mapping[str, int]]
    part_words: Mapping[str, str]
    worth: Callable[[ProblemT, PersonT, int], Mapping[str, int]]
    held: Callable[[ProblemT, PersonT, SupplyT], int]
    price: Callable[[Mapping[str, int], PersonT, SupplyT], int]
    kept: Callable[[PersonT], str | None]
    obstacle: Callable[[ProblemT, PersonT, SupplyT, Sequence[PersonT]], str]
    where: Callable[[PersonT], str]
    asks: Callable[[PersonT], str]
    note: Callable[[ProblemT, PersonT, SupplyT], str]
