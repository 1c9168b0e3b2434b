"""What a programme's last run was made of and what it answered, sealed, for whoever reviews it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RunPapers:
    """One programme's papers; those of the next run take their place, and so for dry runs.

    They hold what people said about themselves. Whoever is erased takes all of them along:
    ``papers`` and ``dry_papers`` are ``None`` then, until the next run.
    """

    programme: str
    run: str
    papers: str | None
    dry_run: str = ""
    dry_papers: str | None = None

    def shredded(self) -> "RunPapers":
        """Return them without anything that was said."""
        return replace(self, papers=None, dry_papers=None)

    def of(self, run: str) -> str | None:
        """Return the papers of this run, if they are kept."""
        if run == self.run:
            return self.papers
        return self.dry_papers if run == self.dry_run else None
