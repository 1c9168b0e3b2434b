"""A side answers a proposal. The mentor who accepts first gets the match; the others are told."""

from datetime import datetime

from services.matching.domain.acceptance import answer
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.contracts.referrals import MatchAnswered
from shared.runtime.decision import UNCHANGED, Decision


def answer_proposal(mentee: Mentee | None, fact: MatchAnswered, now: datetime) -> Decision:
    """Agree or decline; an answer to what is closed already changes nothing."""
    if mentee is None:
        return UNCHANGED
    after, happened = answer(mentee, fact.match_id, fact.by, now, accepts=fact.accepts)
    return after, said_of_mentee(after, happened)
