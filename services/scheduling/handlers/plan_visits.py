"""An advocate supports somebody: their visits get times, and the person is booked for them."""

from dataclasses import replace
from datetime import datetime

from services.scheduling.domain.booking import book
from services.scheduling.domain.series import Member, Series
from services.scheduling.domain.visiting import visits_of
from services.scheduling.handlers.plan_series import programme_of
from services.scheduling.publishes import visits_planned
from shared.contracts.matching import CaseAssigned, CaseTransferred
from shared.programmes.support import SessionPlan, Visits
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def plan_visits(
    series: Series | None, fact: CaseAssigned | CaseTransferred, now: datetime
) -> Decision:
    """Plan the programme's visits from now on; after a time without an advocate, those left.

    A matching of before that counted no changes gave nobody a time of the week of their own.
    """
    plan, visits = visiting(fact.programme)
    if fact.revision is None or (series is not None and series.ahead(now)):
        return UNCHANGED
    series = series or Series(fact.referral_id, fact.programme, fact.area, visits.venue, ())
    more = visits_of(fact.referral_id, fact.turn, len(series.sessions), now, plan, visits)
    planned = replace(series, area=fact.area, sessions=series.sessions + more)
    booked = book(planned, Member(fact.referral_id, fact.person_id), now)
    if booked is None:
        return UNCHANGED
    after, member, sessions = booked
    after = replace(after, completed=False).timed()
    return after, visits_planned(after, member, sessions)


def visiting(programme: str) -> tuple[SessionPlan, Visits]:
    """Return the kinds of visits in this programme, and when and where they are."""
    known = programme_of(programme)
    if known.caseload is None:
        raise BrokenRule("programme_without_visits", "/programme")
    return known.session_plan, known.caseload.visits
