"""An adviser or employer comes to schools, or it is corrected: whoever waits may have a session."""

from datetime import datetime

from services.matching.domain.answering import close_days, come
from services.matching.domain.schools import Comer, Schools
from services.matching.domain.support import schools_of
from services.matching.publishes import said_of_schools
from shared.contracts.schools import SchoolOfferMade
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision


def come_to_schools(schools: Schools | None, fact: SchoolOfferMade, now: datetime) -> Decision:
    """Promise the sessions in turn; what the offer covers no more is given back."""
    if schools_of(fact.programme) is None:
        return UNCHANGED
    today = local_day(now)
    said = Comer(
        fact.offer_id,
        tuple(sorted(set(fact.areas))),
        tuple(sorted(set(fact.kinds))),
        fact.per_month,
        fact.starts,
        fact.ends,
    )
    after, happened = come(schools or Schools(fact.programme), said, today)
    # What was decided late may be over already.
    after, closed = close_days(after, today)
    return after, said_of_schools(after, [*happened, *closed])
