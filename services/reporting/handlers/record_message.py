"""A message to a person came to its end."""

from datetime import datetime

from services.reporting.domain.journey import Ending, Journey
from services.reporting.domain.standing import judged
from services.reporting.domain.steps import tell
from shared.contracts.notifications import (
    NotificationFact,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnconfirmed,
)
from shared.runtime.decision import Decision

_ENDINGS: dict[type[NotificationFact], Ending] = {
    NotificationSent: "sent",
    NotificationSuppressed: "suppressed",
    NotificationFailed: "failed",
    NotificationUnconfirmed: "unconfirmed",
}


def record_message(journey: Journey | None, fact: NotificationFact, _now: datetime) -> Decision:
    """Note whether the person was told."""
    before = journey or Journey(fact.referral_id)
    ending = _ENDINGS[type(fact)]
    return judged(tell(before, fact.notification_id, fact.template, ending)), []
