"""A person came to a session, or did not."""

from datetime import datetime

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import attend
from shared.contracts.scheduling import AttendanceRecorded
from shared.runtime.decision import Decision


def record_attendance(
    journey: Journey | None, fact: AttendanceRecorded, _now: datetime
) -> Decision:
    """Note the attendance, or its correction."""
    before = journey or Journey(fact.referral_id)
    return judged(attend(before, fact.circle_id, fact.session_id, attended=fact.attended)), []
