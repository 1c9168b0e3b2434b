"""Facts that notifications publishes: whether a person was told."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.fact import Code, Fact, ProgrammeCode
from shared.contracts.streams import Stream


class NotificationFact(Fact):
    """What every fact about a message says. Never an address, never a word of the message."""

    STREAM: ClassVar[Stream] = Stream.NOTIFICATIONS
    KEY: ClassVar[str] = "person_id"

    notification_id: UUID
    person_id: UUID
    referral_id: UUID
    programme: ProgrammeCode
    template: Code
    channel: Literal["email"] = "email"


class NotificationSent(NotificationFact):
    """The mail server took the message."""

    TYPE: ClassVar[str] = "inroads.notification.sent.v1"


class NotificationSuppressed(NotificationFact):
    """The message was not sent, on purpose: no consent, no address, shadow stage, too late."""

    TYPE: ClassVar[str] = "inroads.notification.suppressed.v1"

    reason: Code


class NotificationFailed(NotificationFact):
    """The mail server refused the message for good."""

    TYPE: ClassVar[str] = "inroads.notification.failed.v1"

    reason: Code


class NotificationUnconfirmed(NotificationFact):
    """The connection broke while the message was under way: it may or may not have arrived.

    It is not sent again blindly; a person decides.
    """

    TYPE: ClassVar[str] = "inroads.notification.unconfirmed.v1"
