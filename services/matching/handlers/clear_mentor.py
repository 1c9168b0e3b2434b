"""A mentor was checked for work with children: remember it, if it counts for the programme."""

from dataclasses import replace
from datetime import datetime

from services.matching.domain.clearance import Clearance
from services.matching.domain.mentor import Mentor
from services.matching.domain.places import let_go
from services.matching.domain.support import counts
from services.matching.publishes import said_of_mentor
from shared.contracts.referrals import MentorCleared
from shared.runtime.decision import UNCHANGED, Decision


def clear_mentor(mentor: Mentor | None, fact: MentorCleared, now: datetime) -> Decision:
    """Remember the clearance beside the earlier ones, so that a renewal leaves no gap."""
    if mentor is None or not counts(mentor.programme, fact.kind):
        return UNCHANGED
    new = Clearance(fact.kind, fact.issuer, fact.nation, fact.checked_on, fact.recheck_by)
    known = tuple(dict.fromkeys((*mentor.clearances, new)))
    after, happened = let_go(replace(mentor, clearances=known), now)
    return after, said_of_mentor(after, happened)
