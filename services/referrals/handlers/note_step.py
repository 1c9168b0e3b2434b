"""A mentor went a step on the way to a first match, pauses, is back, or left."""

from dataclasses import replace
from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.mentor import Mentor, while_here
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import StepSubmitted
from shared.runtime.decision import Decision


def note_step(mentor: Mentor | None, submission: StepSubmitted, _now: datetime) -> Decision:
    """Pass the step on to matching; after ``left`` nothing more is taken until they come back."""
    found = while_here(mentor, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found),)
    after = replace(found, has_left=submission.step == "left")
    return after, (
        publishes.accepted_of(after, "step_noted"),
        publishes_supply.mentor_stepped(after, submission.step),
    )
