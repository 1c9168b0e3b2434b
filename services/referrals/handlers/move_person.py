"""The person lives in another area now, and the referral goes with them."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.referral import Referral, while_open
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import MoveSubmitted
from shared.runtime.decision import Decision


def move_person(referral: Referral | None, submission: MoveSubmitted, _now: datetime) -> Decision:
    """Move an open referral to another area."""
    found = while_open(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    moved = found.move_to(submission.area)
    if isinstance(moved, Refusal):
        return None, (publishes.refused(moved, found.referral_id),)
    return moved, (
        publishes.accepted("person_moved", moved.referral_id, moved.rule),
        publishes.referral_moved(moved, left_area=found.area),
    )
