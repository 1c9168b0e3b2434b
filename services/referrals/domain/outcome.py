"""What became of a person: which outcomes a programme counts, and from when on."""

from datetime import date

from services.referrals.domain.refusal import Refusal
from services.referrals.domain.terms import Terms

IN_FUTURE = Refusal(
    "outcome_in_future",
    "/data/started_on",
    "The outcome has not started yet. Correct the date, or send it once the day has come.",
)


def why_not_counted(terms: Terms, kind: str, started_on: date, today: date) -> Refusal | None:
    """Return why an outcome cannot be recorded; ``None`` if it can."""
    if kind not in terms.outcome_kinds:
        hint = f"Use one that this programme records: {', '.join(sorted(terms.outcome_kinds))}."
        return Refusal("outcome_not_in_programme", "/data/kind", hint, terms.rule)
    return IN_FUTURE if started_on > today else None
