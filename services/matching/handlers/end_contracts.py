"""The last day of a contract has passed: nobody stays with an advocate who is not there."""

from datetime import datetime

from services.matching.domain import handing_over
from services.matching.domain.caseloads import Caseloads
from services.matching.domain.support import today_of
from services.matching.publishes import said_of_cases
from shared.runtime.decision import Decision


def end_contracts(loads: Caseloads, now: datetime) -> Decision:
    """Hand over whoever is still with an advocate whose contract is over, or let them wait."""
    after, happened = handing_over.end_contracts(loads, today_of(loads.programme, now))
    return after, said_of_cases(after, happened)
