"""A side answers a proposed match, or says that a match is over: pass it on to matching."""

from datetime import datetime

from services.referrals import publishes
from services.referrals.domain.referral import Referral, once_accepted, while_open
from services.referrals.domain.refusal import Refusal
from shared.contracts.inbound import AnswerSubmitted, EndingSubmitted
from shared.runtime.decision import Decision

YOUNG_PEOPLE_DECLINE = Refusal(
    "mentor_accepts_first",
    "/data/accepts",
    "A match is made when the mentor accepts, so a young person has nothing to accept. Send an"
    " answer only if they decline.",
)


def pass_on_answer(
    referral: Referral | None, submission: AnswerSubmitted, _now: datetime
) -> Decision:
    """Pass an answer on while the referral is open; matching knows whether it still matters."""
    found = while_open(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found.at_referral()),)
    if submission.by == "young_person" and submission.accepts:
        return None, (publishes.refused(YOUNG_PEOPLE_DECLINE, found.referral_id),)
    return None, (
        publishes.accepted("answer_passed_on", found.referral_id, found.rule),
        publishes.match_answered(submission),
    )


def pass_on_ending(
    referral: Referral | None, submission: EndingSubmitted, _now: datetime
) -> Decision:
    """Pass on that a match is over, also after its last meeting: that frees the mentor's place."""
    found = once_accepted(referral, submission.programme)
    if isinstance(found, Refusal):
        return None, (publishes.refused(found.at_referral()),)
    return None, (
        publishes.accepted("ending_passed_on", found.referral_id, found.rule),
        publishes.match_end_reported(submission),
    )
