"""An advocate is in post, or their organization corrects the post: register them."""

from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.advocate import (
    Advocate,
    advocate_id,
    why_no_advocate,
    why_not_carried,
)
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.terms import TermsByCode
from services.referrals.handlers.accept_referral import Identify
from shared.contracts.inbound import AdvocateSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def register_advocate(
    identify: Identify,
    programmes: TermsByCode,
    advocate: Advocate | None,
    submission: AdvocateSubmitted,
    now: datetime,
) -> Decision:
    """Register an advocate with a programme of caseloads; one who left may come back."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    refusal = why_no_advocate(
        terms, advocate, submission.home, submission.covers
    ) or why_not_carried(terms, submission.cap, submission.contract_ends, local_day(now))
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    registered = Advocate(
        advocate_id(submission.organization, submission.reference),
        submission.programme,
        submission.organization,
    )
    answer = publishes.accepted_of(registered, "advocate_registered", terms.rule)
    consent = submission.consent
    person_id = (
        identify(submission.organization, submission.reference)
        if consent is not None and consent.share
        else None
    )
    told = publishes_supply.advocate_registered(registered, submission, person_id)
    if person_id is None:
        return registered, (answer, told)
    return registered, (answer, told, publishes.AdvocateDetails(person_id, submission))
