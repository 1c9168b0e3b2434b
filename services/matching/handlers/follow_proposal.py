"""Words about a proposal: its record tells whoever holds a link to it what became of it."""

from dataclasses import fields
from datetime import datetime
from typing import Final

from services.matching.domain.proposal_record import Course, ProposalRecord
from shared.contracts.matching import (
    MatchAgreed,
    MatchEnded,
    MatchFact,
    MatchMade,
    MatchProposed,
    ProposalClosed,
)
from shared.runtime.decision import UNCHANGED, Decision

_COURSES: Final[dict[type[MatchFact], Course]] = {
    MatchAgreed: "agreed",
    MatchMade: "made",
    ProposalClosed: "closed",
    MatchEnded: "ended",
}


def note_proposal(record: ProposalRecord | None, fact: MatchProposed, _now: datetime) -> Decision:
    """Begin the record of a proposal."""
    if record is not None:
        return UNCHANGED
    told = fact.model_dump(include={field.name for field in fields(ProposalRecord)})
    return ProposalRecord(**told), []


def note_course(record: ProposalRecord | None, fact: MatchFact, _now: datetime) -> Decision:
    """Note what became of it; proposals from before there were records have none."""
    if record is None:
        return UNCHANGED
    return record.goes_on(_COURSES[type(fact)], getattr(fact, "reason", None)), []
