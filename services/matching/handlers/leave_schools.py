"""An adviser or employer comes to no school any more: others come, or the schools wait in front."""

from datetime import datetime

from services.matching.domain.answering import leave
from services.matching.domain.schools import Schools
from services.matching.publishes import said_of_schools
from shared.contracts.schools import SchoolOfferWithdrawn
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision


def leave_schools(schools: Schools | None, fact: SchoolOfferWithdrawn, now: datetime) -> Decision:
    """Take the offer away; one that is gone already is not missed twice."""
    if schools is None:
        return UNCHANGED
    after, happened = leave(schools, fact.offer_id, "offer_withdrawn", local_day(now))
    return after, said_of_schools(after, happened)
