"""An adviser referred a person: accept it within the programme's rule, or say why not."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.referrals import publishes
from services.referrals.domain.referral import ALREADY_REFERRED, Referral, referral_id
from services.referrals.domain.refusal import CONSENT_MISSING, PROGRAMME_UNKNOWN, Refusal
from services.referrals.domain.school_request import SCHOOLS_ASK
from services.referrals.domain.terms import TermsByCode
from shared.contracts.inbound import ReferralSubmitted
from shared.local_day import local_day
from shared.programmes.eligibility import Applicant, Eligible, Ineligible, judge
from shared.runtime.decision import Decision

Identify = Callable[[str, str], UUID]
"""An office, and its reference for a person -> the person's pseudonym in this region."""


def accept_referral(
    identify: Identify,
    programmes: TermsByCode,
    referral: Referral | None,
    submission: ReferralSubmitted,
    now: datetime,
) -> Decision:
    """Accept or reject a referral; one that was withdrawn or rejected before starts anew."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    if terms.programme.schools is not None:
        return None, (publishes.refused(SCHOOLS_ASK._replace(rule=terms.rule)),)
    if not submission.consent.share:
        return None, (publishes.refused(CONSENT_MISSING),)
    if referral is not None and not referral.may_be_submitted_again:
        return None, (publishes.refused(ALREADY_REFERRED, referral.referral_id),)
    new = Referral(
        referral_id=referral_id(submission.office, submission.reference),
        person_id=identify(submission.office, submission.person.reference),
        programme=submission.programme,
        area=submission.area,
        office=submission.office,
        track=terms.track_of(graduate=submission.person.graduate),
        status="accepted",
        submitted_on=local_day(now),
        rule=terms.rule,
    )
    verdict = judge(terms.programme, _applicant(submission), on=new.submitted_on)
    if not isinstance(verdict, Eligible):
        return _reject(new, verdict[0])
    return _accept(new, submission, by_profile=terms.matches_by_profile)


def _accept(referral: Referral, submission: ReferralSubmitted, *, by_profile: bool) -> Decision:
    return referral, (
        publishes.accepted("referral_accepted", referral.referral_id, referral.rule),
        publishes.referral_accepted(referral),
        publishes.PersonDetails(referral.person_id, submission, by_profile),
    )


def _reject(referral: Referral, why: Ineligible) -> Decision:
    refusal = Refusal(why.code, f"/data{why.pointer}", why.hint, why.rule)
    return referral.reject(), (
        publishes.refused(refusal, referral.referral_id),
        publishes.referral_rejected(referral, why.code),
    )


def _applicant(submission: ReferralSubmitted) -> Applicant:
    person = submission.person
    return Applicant(
        referrer_role=submission.referrer.role,
        area=submission.area,
        birth_month=person.birth_month,
        graduate=person.graduate,
        youth_claimant=person.youth_claimant,
        at_risk_of_neet=person.at_risk_of_neet,
        ethnic_minority=submission.characteristics.ethnic_minority,
        needs=len(submission.needs.barriers),
    )
