"""A person is no longer expected at a session: tell them, so that they do not travel to it."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import Message, message_id
from services.notifications.handlers.plan_message import plan_message
from shared.contracts.scheduling import BookingCancelled
from shared.runtime.decision import UNCHANGED, Decision


def cancel(message: Message | None, fact: BookingCancelled, now: datetime) -> Decision:
    """Plan the cancellation, due at once. When it is sent, it is looked up if they were invited."""
    if message is not None:
        return UNCHANGED
    return plan_message(fact, "cancellation", now, now), []


def cancellation_id(fact: BookingCancelled) -> UUID:
    """Return the id of the cancellation of this booking."""
    return message_id(fact.booking_id, fact.revision, "cancellation")
