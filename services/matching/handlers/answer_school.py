"""A school asks for a session: somebody comes, or it waits."""

from datetime import datetime

from services.matching.domain.answering import ask
from services.matching.domain.schools import Asked, Schools
from services.matching.domain.support import schools_of
from services.matching.publishes import said_of_schools
from shared.contracts.schools import SchoolRequestAccepted
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision


def answer_school(schools: Schools | None, fact: SchoolRequestAccepted, now: datetime) -> Decision:
    """Give the school whoever fits and has a session left; one that is known keeps its place."""
    plan, today = schools_of(fact.programme), local_day(now)
    schools = schools or Schools(fact.programme)
    if plan is None or schools.asked(fact.request_id, today) is not None:
        return UNCHANGED
    asked = Asked(
        fact.request_id,
        fact.school,
        fact.area,
        fact.kind,
        fact.earliest,
        fact.latest,
        since=now,
        is_first=fact.school_kind in plan.first,
    )
    after, happened = ask(schools, asked, today)
    return after, said_of_schools(after, happened)
