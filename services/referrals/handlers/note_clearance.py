"""A mentor was checked for work with children: pass it on, if it is valid today."""

from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.mentor import Mentor, while_here, why_not_cleared
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import ClearanceSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def note_clearance(
    mentor: Mentor | None, submission: ClearanceSubmitted, now: datetime
) -> Decision:
    """Pass on a clearance that is valid today; one of tomorrow or yesterday protects nobody."""
    found = while_here(mentor, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    refusal = why_not_cleared(submission.checked_on, submission.recheck_by, local_day(now))
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    return None, (
        publishes.accepted_of(found, "clearance_noted"),
        publishes_supply.mentor_cleared(found, submission),
    )
