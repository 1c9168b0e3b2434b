"""An advocate is in post, or their organization corrects the post: whoever waits may have them."""

from datetime import datetime

from services.matching.domain.assigning import register
from services.matching.domain.caseloads import Advocate, Caseloads
from services.matching.domain.handing_over import end_contracts
from services.matching.domain.support import caseload, today_of
from services.matching.publishes import said_of_cases
from shared.contracts.referrals import AdvocateRegistered
from shared.runtime.decision import UNCHANGED, Decision


def register_advocate(loads: Caseloads | None, fact: AdvocateRegistered, now: datetime) -> Decision:
    """Fill a new caseload from the waiting list; a lower cap drops nobody, and takes nobody new."""
    if caseload(fact.programme) is None:
        return UNCHANGED
    today = today_of(fact.programme, now)
    covers = tuple(sorted(set(fact.covers)))
    said = Advocate(
        fact.advocate_id,
        fact.home,
        covers,
        fact.cap,
        fact.contract_ends,
        person_id=fact.person_id,
    )
    loads, happened = register(loads or Caseloads(fact.programme), said, today)
    # A correction may say that the last day has passed.
    after, ended = end_contracts(loads, today)
    return after, said_of_cases(after, [*happened, *ended])
