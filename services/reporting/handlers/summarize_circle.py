"""A circle formed, was confirmed or cancelled, or held a session."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from services.reporting.domain.circle_summary import CircleSummary, HeldSession
from shared.contracts.matching import CircleCancelled, CircleConfirmed, CircleFact, CircleFormed
from shared.contracts.scheduling import SessionHeld
from shared.runtime.decision import Decision

_STATUSES: dict[type[CircleFact], Literal["formed", "confirmed", "cancelled"]] = {
    CircleFormed: "formed",
    CircleConfirmed: "confirmed",
    CircleCancelled: "cancelled",
}


def summarize_circle(circle: CircleSummary | None, fact: CircleFact, _now: datetime) -> Decision:
    """Note what the circle is now."""
    before = circle or CircleSummary(fact.circle_id)
    status = _STATUSES[type(fact)]
    return replace(before, programme=fact.programme, area=fact.area, status=status), []


def count_session(circle: CircleSummary | None, fact: SessionHeld, _now: datetime) -> Decision:
    """Note that the circle held a session."""
    before = circle or CircleSummary(fact.circle_id)
    return before.having_held(HeldSession(fact.session_id, fact.booked, fact.attended)), []
