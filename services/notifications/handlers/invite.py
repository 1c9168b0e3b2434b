"""A person is expected at a session: invite them."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import Message, message_id
from services.notifications.handlers.plan_message import plan_message
from shared.contracts.scheduling import BookingMade
from shared.runtime.decision import UNCHANGED, Decision


def invite(message: Message | None, fact: BookingMade, now: datetime) -> Decision:
    """Plan the invitation to this version of the booking, due at once."""
    if message is not None:
        return UNCHANGED
    return plan_message(fact, "invitation", now, now), []


def invitation_id(fact: BookingMade) -> UUID:
    """Return the id of the invitation to this version of the booking."""
    return message_id(fact.booking_id, fact.revision, "invitation")
