"""An adviser or employer would come to schools, or their organization corrects it: admit it."""

from datetime import datetime

from services.referrals import publishes, publishes_schools
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.school_offer import (
    SchoolOffer,
    school_offer_id,
    why_never_there,
    why_no_offer,
)
from services.referrals.domain.terms import TermsByCode
from shared.contracts.schools import SchoolOfferSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def admit_school_offer(
    programmes: TermsByCode,
    offer: SchoolOffer | None,
    submission: SchoolOfferSubmitted,
    now: datetime,
) -> Decision:
    """Admit an offer to schools; who withdrew may come back under the same reference."""
    terms, today = programmes.get(submission.programme), local_day(now)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    refusal = why_no_offer(terms, offer, submission.areas, submission.kinds) or why_never_there(
        submission.starts, submission.ends, today
    )
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    admitted = SchoolOffer(
        school_offer_id(submission.organization, submission.reference),
        submission.programme,
        submission.organization,
    )
    return admitted, (
        publishes.accepted_of_school(admitted, "school_offer_admitted", terms.rule),
        publishes_schools.school_offer_made(admitted, submission, today),
    )
