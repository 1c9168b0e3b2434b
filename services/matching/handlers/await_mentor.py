"""A person is accepted by a programme of mentors: they wait until a match run proposes somebody."""

from datetime import datetime

from services.matching import publishes
from services.matching.domain.mentee import Mentee
from services.matching.domain.support import mentoring
from shared.contracts.referrals import ReferralAccepted
from shared.runtime.decision import UNCHANGED, Decision


def await_mentor(mentee: Mentee | None, fact: ReferralAccepted, now: datetime) -> Decision:
    """Let them wait; somebody who withdrew or was done starts anew, with whom they declined."""
    if mentoring(fact.programme) is None or (mentee is not None and mentee.is_here):
        return UNCHANGED
    waiting = Mentee(
        fact.referral_id,
        fact.person_id,
        fact.programme,
        fact.area,
        fact.track,
        waiting_since=now,
        declined=mentee.declined if mentee else (),
    )
    return waiting, [publishes.mentor_awaited(waiting)]
