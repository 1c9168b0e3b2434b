"""A person is accepted by a programme of caseloads: next, a look at how complex their case is."""

from dataclasses import replace
from datetime import datetime

from services.matching.domain.caseloads import Case, Caseloads, counted_from
from services.matching.domain.support import caseload
from shared.contracts.referrals import ReferralAccepted
from shared.runtime.decision import UNCHANGED, Decision


def await_advocate(loads: Caseloads | None, fact: ReferralAccepted, now: datetime) -> Decision:
    """Take somebody new in; whoever is known already keeps their place."""
    if caseload(fact.programme) is None:
        return UNCHANGED
    loads = loads or Caseloads(fact.programme)
    if loads.case(fact.referral_id) is not None:
        return UNCHANGED
    new = Case(
        fact.referral_id,
        fact.person_id,
        fact.area,
        fact.track,
        since=now,
        changes=counted_from(now),
    )
    return replace(loads, newcomers=(*loads.newcomers, new)), []
