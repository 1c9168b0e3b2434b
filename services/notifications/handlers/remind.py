"""A person is expected at a session: remind them the day before."""

from datetime import datetime
from uuid import UUID

from services.notifications.domain.message import Message, message_id
from services.notifications.domain.reminder_time import is_worth_reminding, reminder_at
from services.notifications.handlers.plan_message import plan_message
from shared.contracts.scheduling import BookingMade
from shared.runtime.decision import UNCHANGED, Decision


def remind(message: Message | None, fact: BookingMade, now: datetime) -> Decision:
    """Plan the reminder, unless it would follow the invitation by a few hours only."""
    if message is not None or not is_worth_reminding(fact.starts_at, now):
        return UNCHANGED
    return plan_message(fact, "reminder", reminder_at(fact.starts_at), now), []


def reminder_id(fact: BookingMade) -> UUID:
    """Return the id of the reminder of this version of the booking."""
    return message_id(fact.booking_id, fact.revision, "reminder")
