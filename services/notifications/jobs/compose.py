"""A message as an e-mail, ready for the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final

from services.notifications.domain.contact import Contact
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message
from services.notifications.domain.wording import Letter, write_letter
from services.notifications.jobs.calendar_entry import METHODS, calendar_entry

# 7 bits only, so that every server takes it as it is.
_POLICY: Final = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the mail server needs: from whom, to whom, and the bytes. Never shown in a repr."""

    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


def compose(message: Message, contact: Contact, letterhead: Letterhead, now: datetime) -> Envelope:
    """Return the e-mail for a message: text, and a calendar file where the calendar changes."""
    letter = write_letter(message, contact.name, letterhead)
    email = as_email(letter, message, contact, letterhead, now)
    if method := METHODS.get(message.template):
        entry = calendar_entry(message, contact, letterhead, now)
        email.add_alternative(entry, subtype="calendar", params={"method": method})
    return enveloped(email, contact, letterhead)


def as_email(
    letter: Letter, message: Message, contact: Contact, letterhead: Letterhead, now: datetime
) -> EmailMessage:
    """Return a letter as an e-mail that is nothing but text.

    The Message-ID is the same at every attempt, so that mailboxes that drop duplicates can.
    """
    email = EmailMessage(_POLICY)
    email["From"] = Address(letterhead.name, addr_spec=letterhead.email)
    email["To"] = Address(addr_spec=contact.email)
    email["Subject"] = letter.subject
    email["Date"] = now
    email["Message-ID"] = f"<{message.notification_id}@{letterhead.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(letter.text)
    return email


def enveloped(email: EmailMessage, contact: Contact, letterhead: Letterhead) -> Envelope:
    """Return an e-mail ready for the wire."""
    return Envelope(letterhead.email, contact.email, email.as_bytes())
