"""A school takes its request back."""

from datetime import datetime

from services.referrals import publishes, publishes_schools
from services.referrals.domain.refusal import Refusal
from services.referrals.domain.school_request import SchoolRequest, while_wanted
from shared.contracts.schools import SchoolRecallSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def withdraw_request(
    request: SchoolRequest | None, submission: SchoolRecallSubmitted, now: datetime
) -> Decision:
    """Withdraw a request for which somebody may still come."""
    found = while_wanted(request, submission.programme, local_day(now))
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    withdrawn = found.withdraw()
    return withdrawn, (
        publishes.accepted_of_school(withdrawn, "request_withdrawn"),
        publishes_schools.request_withdrawn(withdrawn, submission.reason),
    )
