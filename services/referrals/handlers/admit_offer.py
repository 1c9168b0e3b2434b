"""A host employer offers a circle: admit it if it can stand."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.offer import (
    ALREADY_OFFERED,
    Offer,
    offer_id,
    why_sizes_do_not_fit,
    why_times_do_not_fit,
)
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.terms import TermsByCode
from shared.contracts.inbound import OfferSubmitted
from shared.runtime.decision import Decision


def admit_offer(
    programmes: TermsByCode, offer: Offer | None, submission: OfferSubmitted, now: datetime
) -> Decision:
    """Admit an offer whose track, seats and times fit its programme; a refused one is not kept."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    if offer is not None:
        return None, (publishes.refused(ALREADY_OFFERED),)
    seats = submission.seats_min, submission.seats_max
    times = submission.first_session_at, submission.confirm_by
    refusal = why_sizes_do_not_fit(terms, submission.track, seats) or why_times_do_not_fit(
        *times, now
    )
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    admitted = Offer(
        offer_id=offer_id(submission.host, submission.reference),
        programme=submission.programme,
        host=submission.host,
        first_session_at=submission.first_session_at,
    )
    return admitted, (
        publishes.accepted("offer_admitted", rule=terms.rule),
        publishes.offer_made(submission),
    )
