"""Somebody wants to be a mentor, or their organization corrects what it said: admit them."""

from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.mentor import Mentor, mentor_id, why_no_mentor
from services.referrals.domain.refusal import CONSENT_MISSING, PROGRAMME_UNKNOWN
from services.referrals.domain.terms import TermsByCode
from services.referrals.handlers.accept_referral import Identify
from shared.contracts.inbound import MentorSubmitted
from shared.runtime.decision import Decision


def admit_mentor(
    identify: Identify,
    programmes: TermsByCode,
    mentor: Mentor | None,
    submission: MentorSubmitted,
    _now: datetime,
) -> Decision:
    """Admit a mentor to a programme that has mentors; one who left may come back."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    if not submission.consent.share:
        return None, (publishes.refused(CONSENT_MISSING),)
    refusal = why_no_mentor(terms, mentor, submission.youngest, submission.oldest)
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    admitted = Mentor(
        mentor_id=mentor_id(submission.organization, submission.reference),
        person_id=identify(submission.organization, submission.reference),
        programme=submission.programme,
        organization=submission.organization,
        area=submission.area,
    )
    return admitted, (
        publishes.accepted_of(admitted, "mentor_admitted", terms.rule),
        publishes_supply.mentor_admitted(admitted, submission),
        publishes.MentorDetails(admitted.person_id, submission),
    )
