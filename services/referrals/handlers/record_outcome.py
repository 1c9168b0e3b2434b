"""The adviser learned what became of the person: record it for reporting."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.outcome import why_not_counted
from services.referrals.domain.referral import Referral, once_accepted
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN, Refusal
from services.referrals.domain.terms import TermsByCode
from shared.contracts.inbound import OutcomeSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def record_outcome(
    programmes: TermsByCode, referral: Referral | None, submission: OutcomeSubmitted, now: datetime
) -> Decision:
    """Record an outcome of a referral that was accepted, also after its sessions are over."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    found = once_accepted(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    refusal = why_not_counted(terms, submission.kind, submission.started_on, local_day(now))
    if refusal is not None:
        return None, (publishes.refused(refusal, found.referral_id),)
    return None, (
        publishes.accepted("outcome_recorded", found.referral_id, terms.rule),
        publishes.outcome_recorded(found, submission.kind, submission.started_on),
    )
