"""A seat in a circle was taken or given up, or a match with a mentor made or ended."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import take_seat
from shared.contracts.matching import MatchEnded, MatchMade, MemberJoined, MemberLeft
from shared.runtime.decision import Decision


def record_seat(
    journey: Journey | None,
    fact: MemberJoined | MemberLeft | MatchMade | MatchEnded,
    _now: datetime,
) -> Decision:
    """Note whether the person has the seat; who gave one up has joined all the same."""
    before = journey or Journey(fact.referral_id)
    place = fact.match_id if isinstance(fact, MatchMade | MatchEnded) else fact.circle_id
    is_held = isinstance(fact, MemberJoined | MatchMade)
    return judged(take_seat(before, place, is_held=is_held)), []
