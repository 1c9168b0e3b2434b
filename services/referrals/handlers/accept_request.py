"""A school asks for a session: accept it within the programme's rule, or say why not."""

from datetime import datetime

from services.referrals import publishes, publishes_schools
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.school_request import (
    ALREADY_REQUESTED,
    SchoolRequest,
    request_id,
    why_not_asked,
    why_not_then,
    why_size_does_not_fit,
)
from services.referrals.domain.terms import TermsByCode
from shared.contracts.schools import SchoolRequestSubmitted
from shared.local_day import local_day
from shared.runtime.decision import Decision


def accept_request(
    programmes: TermsByCode,
    request: SchoolRequest | None,
    submission: SchoolRequestSubmitted,
    now: datetime,
) -> Decision:
    """Accept what a school asks for; a reference is free again once its request is over."""
    terms, today = programmes.get(submission.programme), local_day(now)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    if request is not None and not request.is_over(today):
        return None, (publishes.refused(ALREADY_REQUESTED),)
    asked = submission.school_kind, submission.kind, submission.years
    days = submission.earliest, submission.latest
    refusal = (
        why_not_asked(terms, asked)
        or why_not_then(terms, submission.area, days, today)
        or why_size_does_not_fit(terms, submission.group_size)
    )
    if refusal is not None:
        return None, (publishes.refused(refusal),)
    accepted = SchoolRequest(
        request_id(submission.school, submission.reference),
        submission.programme,
        submission.school,
        submission.latest,
    )
    return accepted, (
        publishes.accepted_of_school(accepted, "request_accepted", terms.rule),
        publishes_schools.request_accepted(accepted, submission, today, terms.rule),
    )
