"""Opening the sealed contact of the person a message is for: the only place where that happens."""

from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

import structlog

from services.notifications.domain.contact import Contact, contact_in, name_in
from services.notifications.domain.message import Message, Question
from services.notifications.domain.person import Person
from services.notifications.domain.sending import Send, Suppress, Wait, unless_too_young
from shared.privacy.sealed import BrokenSeal, KeyDestroyed, NotOurs, SealError

_UNTIL_THE_KEY_IS_BACK: Final = timedelta(minutes=15)

_log = structlog.get_logger(__name__)


class OpensText(Protocol):
    """What can open a sealed text (``shared.privacy``)."""

    def open_text(self, data_class: Literal["contact"], text: str, *, bound_to: bytes) -> bytes:
        """Return what was sealed; raises ``SealError``."""


def name_of(person: Person, keys: OpensText) -> str:
    """Return what somebody who is spoken of is called; empty where that cannot be said."""
    if person.contact is None:
        return ""
    try:
        opened = keys.open_text("contact", person.contact, bound_to=person.person_id.bytes)
    except SealError:
        _log.error("notifications.contact.unreadable", person_id=str(person.person_id))
        return ""
    return name_in(opened)


def contact_of(
    message: Message, send: Send, keys: OpensText, now: datetime
) -> Contact | Suppress | Wait:
    """Return how to reach the person whom a message is for, or what to do with it instead.

    A key that is missing is our own fault and can be mended: the message waits for it.
    """
    person_id = message.person_id
    try:
        opened = keys.open_text("contact", send.contact, bound_to=person_id.bytes)
    except KeyDestroyed:
        return Suppress("erased")
    except BrokenSeal:
        _log.error("notifications.contact.unreadable", person_id=str(person_id))
        return Suppress("contact_unreadable")
    except NotOurs:
        _log.error("notifications.key.missing", person_id=str(person_id))
        return Wait(now + _UNTIL_THE_KEY_IS_BACK)
    contact = contact_in(opened)
    if contact is None:
        return Suppress("no_contact")
    if isinstance(message, Question):  # it goes to a mentor, and mentors are no children
        return contact
    return unless_too_young(contact, message.programme, now) or contact
