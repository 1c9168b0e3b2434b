"""A booking changed or was cancelled: what was to be said about its earlier version is void."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.notifications import publishes
from services.notifications.domain.message import Message, Template, message_id
from shared.contracts.scheduling import BookingCancelled, BookingMade
from shared.runtime.decision import UNCHANGED, Decision


def withdraw_invitation(
    message: Message | None, _fact: BookingCancelled, _now: datetime
) -> Decision:
    """Suppress what has not gone out: the session is no longer theirs."""
    return withdrawn(message, "cancelled_first")


def supersede_invitation(message: Message | None, _fact: BookingMade, _now: datetime) -> Decision:
    """Suppress what has not gone out: a newer version of the booking takes its place."""
    return withdrawn(message, "superseded")


def version_before(template: Template) -> Callable[[BookingMade | BookingCancelled], UUID]:
    """Return how to find the message about the version that this fact replaces."""
    return lambda fact: message_id(fact.booking_id, fact.revision - 1, template)


def withdrawn(message: Message | None, reason: str) -> Decision:
    """Suppress the message for this reason, unless it has gone out."""
    if message is None:
        return UNCHANGED
    after = message.withdrawn(reason)
    return UNCHANGED if after == message else (after, publishes.what_became_of(after))
