"""An adviser or employer comes to no school any more: tell matching."""

from datetime import datetime

from services.referrals import publishes, publishes_schools
from services.referrals.domain.refusal import Refusal
from services.referrals.domain.school_offer import SchoolOffer, while_made
from shared.contracts.schools import SchoolRetreatSubmitted
from shared.runtime.decision import Decision


def withdraw_school_offer(
    offer: SchoolOffer | None, submission: SchoolRetreatSubmitted, _now: datetime
) -> Decision:
    """Pass on that they come no more; nothing more is taken until the offer is made anew."""
    found = while_made(offer, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    gone = found.withdraw()
    return gone, (
        publishes.accepted_of_school(gone, "retreat_noted"),
        publishes_schools.school_offer_withdrawn(gone, submission.reason),
    )
