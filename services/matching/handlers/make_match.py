"""A mentor accepted first: the two are matched, if every rule holds at this moment."""

from datetime import datetime

from services.matching.domain.mentor import Mentor
from services.matching.domain.places import make
from services.matching.publishes import said_of_mentor
from shared.contracts.matching import MatchAgreed
from shared.runtime.decision import UNCHANGED, Decision


def make_match(mentor: Mentor | None, fact: MatchAgreed, now: datetime) -> Decision:
    """Make the match, or close the proposal that may not become one any more."""
    if mentor is None:
        return UNCHANGED
    after, happened = make(mentor, fact.match_id, now)
    return after, said_of_mentor(after, happened)
