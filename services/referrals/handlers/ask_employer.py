"""An employer is asked for something, or says what it will do: one ask at a time."""

from datetime import datetime

from services.referrals import publishes, publishes_supply
from services.referrals.domain.employer import ASK_OPEN, EMPLOYER_UNKNOWN, Employer
from services.referrals.domain.refusal import Refusal
from shared.contracts.employers import AskSubmitted, PledgeSubmitted
from shared.runtime.decision import Decision


def ask_employer(employer: Employer | None, submission: AskSubmitted, _now: datetime) -> Decision:
    """Note what the employer is asked for, unless it is asked for something already."""
    if employer is None:
        return None, (publishes.refused(EMPLOYER_UNKNOWN),)
    if employer.is_asked:
        return None, (publishes.refused(ASK_OPEN),)
    asked = employer.asked(submission.kind, submission.quantity)
    return asked, (
        publishes.accepted_of(asked, "ask_noted"),
        publishes_supply.ask_changed(asked, submission.programme),
    )


def note_pledge(employer: Employer | None, submission: PledgeSubmitted, _now: datetime) -> Decision:
    """Note a promise, also one that nobody asked for, or a no."""
    if employer is None:
        return None, (publishes.refused(EMPLOYER_UNKNOWN),)
    after = employer.answered(submission.kind, submission.quantity, promises=submission.promises)
    if isinstance(after, Refusal):
        return None, (publishes.refused(after),)
    return after, (
        publishes.accepted_of(after, "pledge_noted"),
        publishes_supply.ask_changed(after, submission.programme),
    )
