"""What a programme's last run was made of and what it answered, sealed, for whoever reviews it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RunPapers:
    """One programme's papers; those of the next run take their place.

    They hold what people said about themselves. Whoever is erased takes all of them along:
    ``papers`` is ``None`` then, until the next run.
    """

    programme: str
    run: str
    papers: str | None

    def shredded(self) -> "RunPapers":
        """Return them without anything that was said."""
        return replace(self, papers=None)
