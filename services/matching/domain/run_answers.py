"""What a programme's last runs answered: whom with whom, by ids alone."""

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Placed:
    """A run would propose this mentor to this young person (by referral); ``fit`` is of 1,000."""

    person: UUID
    mentor: UUID
    fit: int


@dataclass(frozen=True, slots=True)
class Left:
    """A run has nobody for this young person (by referral); ``reason`` is the solver's."""

    person: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Fallen:
    """A pair of a run that does not stand any more, and why (``domain/still_stands.py``)."""

    person: UUID
    mentor: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one run answered, worth ``value`` points. ``fallen`` were dropped when it was published.

    In the order of the solver: by person.
    """

    run: str
    value: int
    pairs: tuple[Placed, ...]
    left: tuple[Left, ...]
    fallen: tuple[Fallen, ...] = ()

    @property
    def places(self) -> dict[str, str | None]:
        """The mentor of everybody in it, by referral; ``None`` where there is nobody."""
        nobody: dict[str, str | None] = {str(one.person): None for one in self.left}
        return nobody | {str(pair.person): str(pair.mentor) for pair in self.pairs}


@dataclass(frozen=True, slots=True)
class RunAnswers:
    """One programme's last run, the run before it, and its last dry run.

    ``None`` where there is none, or where it was published at once and is too large to be kept.
    """

    programme: str
    last: Answer | None = None
    before: Answer | None = None
    dry: Answer | None = None

    def taking(self, answer: Answer | None) -> "RunAnswers":
        """Return them with a new last run; one that is made anew takes its own place."""
        again = answer is not None and self.last is not None and answer.run == self.last.run
        return replace(self, last=answer, before=self.before if again else self.last)

    def of(self, run: str) -> Answer | None:
        """Return what this run answered, if it is kept."""
        kept = (one for one in (self.last, self.before, self.dry) if one is not None)
        return next((one for one in kept if one.run == run), None)

    def compared_with(self, run: str) -> Answer | None:
        """Return what the run before this one answered; a dry run is compared with the last."""
        if self.dry is not None and self.dry.run == run:
            return self.last
        return self.before if self.last is not None and self.last.run == run else None
