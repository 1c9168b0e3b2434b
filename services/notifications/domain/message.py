"""A message about one booking: what it says, and what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from shared.ids import derived

CaseTemplate = Literal["advocate_assigned", "advocate_changed", "advocate_unassigned"]
Template = Literal["invitation", "reminder", "cancellation", "proposal"] | CaseTemplate
Status = Literal["due", "sending", "sent", "suppressed", "failed", "unconfirmed"]

CONTACT_WAIT: Final = timedelta(hours=24)
"""How long a message waits for a person who is not known yet: two streams have no common order."""

LEASE: Final = timedelta(minutes=5)
"""How long a message may be ``sending`` before whoever sent it counts as crashed."""

_MESSAGES: Final = UUID("6f0a3c53-9e0f-5d6c-9d2e-3c1f6a9d7b10")


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person. Holds no name and no address.

    ``due`` and ``sending`` are on the way; the other statuses are final, except that
    ``unconfirmed`` becomes ``sent`` if the answer of the server comes after all. ``due_at`` is when
    a message on the way is next looked at. ``withdrawn_as`` is why it must not be tried again.
    """

    notification_id: UUID
    booking_id: UUID
    revision: int
    template: Template
    person_id: UUID
    referral_id: UUID
    programme: str
    kind: str
    number: int
    starts_at: datetime
    ends_at: datetime
    venue: str
    wait_until: datetime
    due_at: datetime | None
    status: Status = "due"
    reason: str | None = None
    attempts: int = 0
    withdrawn_as: str | None = None

    @property
    def may_have_arrived(self) -> bool:
        """Whether the person may have read it."""
        return self.status in ("sent", "unconfirmed")

    def claimed(self, now: datetime) -> "Message":
        """Return it as being sent; when the lease ends it counts as interrupted."""
        return replace(self, status="sending", due_at=now + LEASE)

    def postponed(self, until: datetime) -> "Message":
        """Return it as to be looked at again later."""
        return replace(self, status="due", due_at=until)

    def ended(self, status: Status, reason: str | None = None) -> "Message":
        """Return it as finished."""
        return replace(self, status=status, reason=reason, due_at=None)

    def withdrawn(self, reason: str) -> "Message":
        """Return it suppressed; one that is being sent right now is only not tried again."""
        if self.status == "sending":
            return replace(self, withdrawn_as=reason)
        return self.ended("suppressed", reason) if self.status == "due" else self


@dataclass(frozen=True, slots=True)
class Question(Message):
    """A message that asks a mentor about a proposal. ``booking_id`` is the match, and both times
    are the end of the time to answer; ``referral_id`` is the young person's.

    Kept apart, so that a release which knows no questions does not come across one to be sent.
    """


@dataclass(frozen=True, slots=True)
class CaseLetter(Message):
    """A letter about who supports somebody. ``booking_id`` is the referral, and both times are when
    it is no news any more. Kept apart for the same reason as questions.
    """

    advocate_person_id: UUID | None = None


def letter_id(referral_id: UUID, revision: int) -> UUID:
    """Return the id of the one letter about this change of who supports somebody."""
    return derived(_MESSAGES, referral_id, revision, "advocate")


def message_id(booking_id: UUID, revision: int, template: Template) -> UUID:
    """Return the id of the one message of this kind about this version of a booking."""
    return derived(_MESSAGES, booking_id, revision, template)
