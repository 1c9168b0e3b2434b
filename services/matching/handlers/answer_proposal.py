"""A side answers a proposal. The mentor who accepts first gets the match; the others are told."""

from datetime import datetime

from services.matching.domain.acceptance import accept, decline
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.contracts.referrals import MatchAnswered
from shared.runtime.decision import UNCHANGED, Decision


def answer_proposal(mentee: Mentee | None, fact: MatchAnswered, now: datetime) -> Decision:
    """Agree or decline; an answer to what is closed already changes nothing."""
    if mentee is None:
        return UNCHANGED
    if fact.accepts and fact.by == "mentor":
        after, happened = accept(mentee, fact.match_id, now)
    else:
        after, happened = decline(mentee, fact.match_id, f"declined_by_{fact.by}")
    return after, said_of_mentee(after, happened)
