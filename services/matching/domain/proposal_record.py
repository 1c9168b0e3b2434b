"""What became of a proposal, for whoever asks by its id; nothing is decided by it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from services.matching.domain.mentee import Mentee

Course = Literal["proposed", "agreed", "made", "closed", "ended"]

Standing = Literal[
    "open", "accepted", "matched", "declined", "overtaken", "expired", "closed", "ended"
]
"""How a proposal stands for the mentor: ``accepted`` by them and not yet made a match,
``overtaken`` by another mentor, ``closed`` for a reason that is not theirs to know."""

_TOLD: Final[dict[str, Standing]] = {
    "declined_by_mentor": "declined",
    "another_mentor_accepted": "overtaken",
    "expired": "expired",
}


@dataclass(frozen=True, slots=True)
class ProposalRecord:
    """One proposal as the facts about it tell its course; the young person's row decides it."""

    match_id: UUID
    mentor_id: UUID
    referral_id: UUID
    person_id: UUID
    programme: str
    area: str
    expires_at: datetime
    course: Course = "proposed"
    reason: str | None = None

    def goes_on(self, course: Course, reason: str | None) -> "ProposalRecord":
        """Return it after the next word about it; the first reason that closed it stays."""
        if self.course in ("closed", "ended"):
            return self
        return replace(self, course=course, reason=reason)


def standing(record: ProposalRecord, mentee: Mentee | None, now: datetime) -> Standing:
    """Return how a proposal stands for its mentor at this moment.

    The young person's row goes first: the record hears of what was decided there a little later.
    """
    proposal = mentee.proposal(record.match_id) if mentee else None
    if proposal is not None:
        return "open" if now < proposal.expires_at else "expired"
    if mentee is not None and mentee.has(record.match_id):
        return "matched" if mentee.status == "matched" else "accepted"
    if record.course == "ended":
        return "ended"
    if record.reason is not None:
        return _TOLD.get(record.reason, "closed")
    return "closed" if mentee is None else _before_it_is_told(record, mentee)


def _before_it_is_told(record: ProposalRecord, mentee: Mentee) -> Standing:
    if record.mentor_id in mentee.declined:
        return "declined"
    return "overtaken" if mentee.match is not None else "closed"
