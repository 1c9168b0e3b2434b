"""Another advocate takes somebody over: the visits stay as planned, if the new one can come."""

from datetime import datetime

from services.scheduling.domain.booking import rebook
from services.scheduling.domain.series import Series
from services.scheduling.domain.visiting import moved
from services.scheduling.handlers.plan_visits import plan_visits, visiting
from services.scheduling.publishes import visits_planned
from shared.contracts.matching import CaseTransferred
from shared.runtime.decision import UNCHANGED, Decision


def keep_visits(series: Series | None, fact: CaseTransferred, now: datetime) -> Decision:
    """Keep the dates; where the new advocate visits somebody else then, move them within a week.

    Whoever has no visits yet, though they have an advocate, gets them now.
    """
    plan, visits = visiting(fact.programme)
    if series is None:
        return plan_visits(series, fact, now)
    after, changed = moved(series, fact.turn, now, plan, visits)
    member = series.member(fact.referral_id)
    if not changed or member is None:
        return UNCHANGED
    after = rebook(after)
    return after, visits_planned(after, after.members[0], changed)
