"""Days are over: nobody comes any more for what was wanted until then."""

from datetime import datetime

from services.matching.domain.answering import close_days
from services.matching.domain.schools import Schools
from services.matching.publishes import said_of_schools
from shared.local_day import local_day
from shared.runtime.decision import Decision


def close_school_days(schools: Schools, now: datetime) -> Decision:
    """Close requests that nobody came for, and forget months and offers that are over."""
    after, happened = close_days(schools, local_day(now))
    return after, said_of_schools(after, happened)
