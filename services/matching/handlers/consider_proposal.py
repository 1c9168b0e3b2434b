"""A mentor's place is held for a young person: it is open for an answer, if they still wait."""

from datetime import datetime

from services.matching import publishes
from services.matching.domain.acceptance import consider
from services.matching.domain.mentee import Mentee, Proposal
from shared.contracts.matching import MatchProposed
from shared.runtime.decision import Decision


def consider_proposal(mentee: Mentee | None, fact: MatchProposed, _now: datetime) -> Decision:
    """Take the proposal in, or free the place at once."""
    if mentee is None:
        return None, [publishes.closed_as(fact, "not_waiting")]
    proposal = Proposal(fact.match_id, fact.mentor_id, fact.expires_at)
    after, happened = consider(mentee, proposal)
    return after, publishes.said_of_mentee(after, happened)
