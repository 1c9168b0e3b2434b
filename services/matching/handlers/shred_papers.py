"""A person asked to be forgotten: what the last run was made of may hold what they said."""

from datetime import datetime

from services.matching.domain.run_papers import RunPapers
from shared.contracts.people import PersonErased
from shared.runtime.decision import UNCHANGED, Decision


def shred_papers(papers: RunPapers | None, _fact: PersonErased, _now: datetime) -> Decision:
    """Destroy the papers of the programme's last run; the next run has new ones."""
    return UNCHANGED if papers is None else (papers.shredded(), [])
