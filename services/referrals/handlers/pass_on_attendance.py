"""A facilitator said who came: pass it on to scheduling, which knows who was booked."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.referral import Referral
from services.referrals.domain.refusal import PROGRAMME_UNKNOWN
from services.referrals.domain.terms import TermsByCode
from shared.contracts.inbound import AttendanceSubmitted
from shared.runtime.decision import Decision


def pass_on_attendance(
    programmes: TermsByCode,
    _referral: Referral | None,
    submission: AttendanceSubmitted,
    _now: datetime,
) -> Decision:
    """Pass a well-formed report on, for any programme that exists."""
    terms = programmes.get(submission.programme)
    if terms is None:
        return None, (publishes.refused(PROGRAMME_UNKNOWN),)
    return None, (
        publishes.accepted("attendance_passed_on", submission.referral_id, terms.rule),
        publishes.attendance_reported(submission),
    )
