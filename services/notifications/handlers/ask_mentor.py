"""A mentor's place is held for a young person: ask the mentor, while it still can be answered."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import CONTACT_WAIT, Question, message_id
from services.notifications.handlers.withdraw_invitation import withdrawn
from shared.contracts.matching import MatchProposed, ProposalClosed
from shared.runtime.decision import UNCHANGED, Decision


def ask_mentor(question: Question | None, fact: MatchProposed, now: datetime) -> Decision:
    """Plan the question, due at once; matching of before did not say who the mentor is."""
    if question is not None or fact.mentor_person_id is None:
        return UNCHANGED
    asked = Question(
        notification_id=question_id(fact),
        booking_id=fact.match_id,
        revision=0,
        template="proposal",
        person_id=fact.mentor_person_id,
        referral_id=fact.referral_id,
        programme=fact.programme,
        kind="proposal",
        number=0,
        starts_at=fact.expires_at,
        ends_at=fact.expires_at,
        venue="",
        wait_until=now + CONTACT_WAIT,
        due_at=now,
    )
    return asked, []


def withdraw_question(question: Question | None, _fact: ProposalClosed, _now: datetime) -> Decision:
    """Suppress a question that has not gone out: nobody waits for its answer any more."""
    return withdrawn(question, "proposal_closed")


def question_id(fact: MatchProposed | ProposalClosed) -> UUID:
    """Return the id of the one question about this proposal."""
    return message_id(fact.match_id, 0, "proposal")
