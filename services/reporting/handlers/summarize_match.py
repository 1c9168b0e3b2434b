"""A match was made: its meetings and its mentor count in its programme."""

from dataclasses import replace
from datetime import datetime

from services.reporting.domain.circle_summary import CircleSummary
from shared.contracts.matching import MatchMade
from shared.runtime.decision import Decision


def summarize_match(match: CircleSummary | None, fact: MatchMade, _now: datetime) -> Decision:
    """Note whose match it is; that it ended takes nothing back."""
    before = match or CircleSummary(fact.match_id)
    made = replace(
        before,
        programme=fact.programme,
        area=fact.area,
        status="confirmed",
        mentor_id=fact.mentor_id,
    )
    return made, []
