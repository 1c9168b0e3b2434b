"""A young person's proposal or match is gone: they wait on, with the turn that they had."""

from datetime import datetime

from services.matching.domain.acceptance import lose
from services.matching.domain.mentee import Mentee
from services.matching.publishes import said_of_mentee
from shared.contracts.matching import MatchEnded, ProposalClosed
from shared.runtime.decision import UNCHANGED, Decision


def wait_again(
    mentee: Mentee | None, fact: ProposalClosed | MatchEnded, _now: datetime
) -> Decision:
    """Let them wait again, unless the match was finished; their own words change nothing twice."""
    if mentee is None:
        return UNCHANGED
    after, happened = lose(mentee, fact.match_id, fact.reason)
    return after, said_of_mentee(after, happened)
