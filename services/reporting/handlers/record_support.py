"""An advocate supports the person, or does no more."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import finish, take_seat
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseUnassigned
from shared.runtime.decision import Decision


def record_support(
    journey: Journey | None, fact: CaseAssigned | CaseUnassigned | CaseClosed, _now: datetime
) -> Decision:
    """Note the place on a caseload, whichever advocate's: a handover keeps it.

    Support that is over is a series that is over; how many visits it had is for scheduling to say.
    """
    after = journey or Journey(fact.referral_id)
    if not isinstance(fact, CaseClosed) or fact.advocate_id is not None:
        is_held = isinstance(fact, CaseAssigned)
        after = take_seat(after, fact.referral_id, is_held=is_held)
    if isinstance(fact, CaseClosed) and fact.reason != "withdrawn":
        after = finish(after, fact.referral_id, planned=0)
    return judged(after), []
