"""The door out: the only place that builds the facts about messages."""

from collections.abc import Sequence
from typing import Any

from services.notifications.domain.message import Message
from shared.contracts.notifications import (
    NotificationFact,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnconfirmed,
)


def what_became_of(message: Message) -> Sequence[NotificationFact]:
    """Return the fact that tells how a message ended; none while it is on its way."""
    match message.status:
        case "sent":
            return [NotificationSent(**_about(message))]
        case "suppressed":
            return [NotificationSuppressed(**_about(message), reason=_reason(message))]
        case "failed":
            return [NotificationFailed(**_about(message), reason=_reason(message))]
        case "unconfirmed":
            return [NotificationUnconfirmed(**_about(message))]
        case _:
            return []


def _about(message: Message) -> dict[str, Any]:
    return {
        "notification_id": message.notification_id,
        "person_id": message.person_id,
        "referral_id": message.referral_id,
        "programme": message.programme,
        "template": message.template,
    }


def _reason(message: Message) -> str:
    return message.reason or "unknown"
