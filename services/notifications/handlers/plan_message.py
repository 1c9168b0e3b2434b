"""What a booking fact says, as a message that is to be sent about it."""

from datetime import datetime

from services.notifications.domain.message import CONTACT_WAIT, Message, Template, message_id
from shared.contracts.scheduling import BookingCancelled, BookingMade


def plan_message(
    fact: BookingMade | BookingCancelled, template: Template, due_at: datetime, now: datetime
) -> Message:
    """Return the message about this version of the booking, to be sent at ``due_at``."""
    return Message(
        notification_id=message_id(fact.booking_id, fact.revision, template),
        booking_id=fact.booking_id,
        revision=fact.revision,
        template=template,
        person_id=fact.person_id,
        referral_id=fact.referral_id,
        programme=fact.programme,
        kind=fact.kind,
        number=fact.number,
        starts_at=fact.starts_at,
        ends_at=fact.ends_at,
        venue=fact.venue,
        wait_until=max(now, due_at) + CONTACT_WAIT,
        due_at=due_at,
    )
