"""The match is made: the young person has their mentor."""

from datetime import datetime

from services.matching.domain.acceptance import settle
from services.matching.domain.mentee import Mentee
from shared.contracts.matching import MatchMade
from shared.runtime.decision import UNCHANGED, Decision


def settle_match(mentee: Mentee | None, fact: MatchMade, _now: datetime) -> Decision:
    """Note the match. If they closed it meanwhile, the mentor's row hears of that next."""
    return UNCHANGED if mentee is None else (settle(mentee, fact.match_id), [])
