"""Opening the sealed contact of the person a message is for: the only place where that happens."""

from datetime import datetime, timedelta
from typing import Final, Literal, Protocol
from uuid import UUID

import structlog

from services.notifications.domain.contact import Contact, contact_in
from services.notifications.domain.sending import Send, Suppress, Wait
from shared.privacy.sealed import BrokenSeal, KeyDestroyed, NotOurs

_UNTIL_THE_KEY_IS_BACK: Final = timedelta(minutes=15)

_log = structlog.get_logger(__name__)


class OpensText(Protocol):
    """What can open a sealed text (``shared.privacy``)."""

    def open_text(self, data_class: Literal["contact"], text: str, *, bound_to: bytes) -> bytes:
        """Return what was sealed; raises ``SealError``."""


def contact_of(
    person_id: UUID, send: Send, keys: OpensText, now: datetime
) -> Contact | Suppress | Wait:
    """Return how to reach the person, or what to do with the message instead.

    A key that is missing is our own fault and can be mended: the message waits for it.
    """
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
    return contact_in(opened) or Suppress("no_contact")
