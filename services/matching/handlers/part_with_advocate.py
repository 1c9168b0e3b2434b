"""An advocate left, at once: everybody whom they supported is taken over, or waits in front."""

from datetime import datetime

from services.matching.domain.caseloads import Caseloads
from services.matching.domain.handing_over import part_with
from services.matching.domain.support import today_of
from services.matching.publishes import said_of_cases
from shared.contracts.referrals import AdvocateLeft
from shared.runtime.decision import UNCHANGED, Decision


def part_with_advocate(loads: Caseloads | None, fact: AdvocateLeft, now: datetime) -> Decision:
    """Take the post away; one who is gone already is not missed twice."""
    if loads is None:
        return UNCHANGED
    today = today_of(loads.programme, now)
    after, happened = part_with(loads, fact.advocate_id, "advocate_left", today)
    return after, said_of_cases(after, happened)
