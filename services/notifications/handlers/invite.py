"""A person is expected at a session: invite them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.notifications.domain.message import Message, message_id
from services.notifications.domain.support import has_advocates, is_one_to_one
from services.notifications.handlers.plan_message import plan_message
from shared.contracts.scheduling import BookingMade
from shared.runtime.decision import UNCHANGED, Decision

MEETINGS_ARE_TOLD: Final = timedelta(weeks=4)
"""So long before a meeting with a mentor or an advocate it is time to invite to it."""


def invite(message: Message | None, fact: BookingMade, now: datetime) -> Decision:
    """Plan the invitation to this version of the booking: at once, or four weeks before a meeting.

    Two people meet for months, and some of it will not be: nobody gets all those letters at once.
    """
    if message is not None:
        return UNCHANGED
    due_at = now
    if is_one_to_one(fact.programme) or has_advocates(fact.programme):
        due_at = max(now, fact.starts_at - MEETINGS_ARE_TOLD)
    return plan_message(fact, "invitation", due_at, now), []


def invitation_id(fact: BookingMade) -> UUID:
    """Return the id of the invitation to this version of the booking."""
    return message_id(fact.booking_id, fact.revision, "invitation")
