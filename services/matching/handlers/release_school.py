"""A school takes its request back: whoever would have come is free for the next."""

from datetime import datetime

from services.matching.domain.answering import take_back
from services.matching.domain.schools import Schools
from services.matching.publishes import said_of_schools
from shared.contracts.schools import SchoolRequestWithdrawn
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision


def release_school(
    schools: Schools | None, fact: SchoolRequestWithdrawn, now: datetime
) -> Decision:
    """Close the request, whether or not somebody would have come; one that is gone stays gone."""
    if schools is None:
        return UNCHANGED
    after, happened = take_back(schools, fact.request_id, "withdrawn", local_day(now))
    return after, said_of_schools(after, happened)
