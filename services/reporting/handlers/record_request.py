"""A school asked for a session, or took that back; somebody comes, or the school waits."""

from dataclasses import replace
from datetime import datetime

from services.reporting.domain.school_request import SchoolRequest, Standing
from shared.contracts.schools import (
    SchoolFact,
    SchoolMatched,
    SchoolRequestAccepted,
    SchoolRequestClosed,
    SchoolRequestWithdrawn,
    SchoolTransferred,
    SchoolUnmatched,
    SchoolWaitlisted,
)
from shared.runtime.decision import Decision

_STANDINGS: dict[type[SchoolFact], Standing] = {
    SchoolWaitlisted: "waiting",
    SchoolMatched: "matched",
    SchoolTransferred: "matched",
    SchoolUnmatched: "waiting",
    SchoolRequestClosed: "closed",
}


def record_request(
    request: SchoolRequest | None,
    fact: SchoolRequestAccepted | SchoolRequestWithdrawn,
    _now: datetime,
) -> Decision:
    """Note what the school asked for, where it counts, and whether it still wants it."""
    before = request or SchoolRequest(fact.request_id)
    if isinstance(fact, SchoolRequestWithdrawn):
        return replace(before, is_withdrawn=True), []
    after = replace(
        before,
        programme=fact.programme,
        area=fact.area,
        month=fact.submitted_on.replace(day=1),
        school_kind=fact.school_kind,
        is_withdrawn=False,
    )
    return after, []


def record_visit(request: SchoolRequest | None, fact: SchoolFact, _now: datetime) -> Decision:
    """Note whether somebody comes."""
    before = request or SchoolRequest(fact.request_id)
    return replace(before, standing=_STANDINGS[type(fact)]), []
