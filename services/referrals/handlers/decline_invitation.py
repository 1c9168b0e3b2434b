"""The person declines a place in one circle, but still wants support."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.referral import Referral, while_open
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import DeclineSubmitted
from shared.runtime.decision import Decision


def decline_invitation(
    referral: Referral | None, submission: DeclineSubmitted, _now: datetime
) -> Decision:
    """Pass a decline on. Whether the seat was still theirs only matching knows for certain."""
    found = while_open(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    return None, (
        publishes.accepted("invitation_declined", found.referral_id, found.rule),
        publishes.invitation_declined(found, submission.circle_id),
    )
