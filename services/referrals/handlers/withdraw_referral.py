"""The person, or the adviser for them, takes the referral back."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.referral import Referral, while_open
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import WithdrawalSubmitted
from shared.runtime.decision import Decision


def withdraw_referral(
    referral: Referral | None, submission: WithdrawalSubmitted, _now: datetime
) -> Decision:
    """Withdraw an open referral."""
    found = while_open(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    withdrawn = found.withdraw()
    return withdrawn, (
        publishes.accepted("referral_withdrawn", withdrawn.referral_id, withdrawn.rule),
        publishes.referral_withdrawn(withdrawn, submission.reason),
    )
