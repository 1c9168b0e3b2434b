"""The calendar file of a message (RFC 5545, iTIP RFC 5546): one session, one UID for life."""

from datetime import datetime
from typing import Final

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from services.notifications.domain.british_time import LONDON
from services.notifications.domain.contact import Contact
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message
from services.notifications.domain.wording import summary_of

METHODS: Final = {"invitation": "REQUEST", "cancellation": "CANCEL"}
"""The iTIP method by template; a reminder changes nothing and carries no calendar file."""

_LONDON_CLOCKS: Final = Timezone.from_ical("""\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
""")
"""The rule since 1996. A generated list of every change fills three pages and ends in 2038."""


def calendar_entry(
    message: Message, contact: Contact, letterhead: Letterhead, now: datetime
) -> str:
    """Return the VCALENDAR for an invitation or a cancellation, with London's time zone in it.

    The UID is the booking's for life and the SEQUENCE its revision, so that a calendar replaces or
    removes the entry that it has. Methods stand in the MIME part too: some readers look only there.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Inroads//notifications//EN")
    calendar.add("version", "2.0")
    calendar.add("method", METHODS[message.template])
    calendar.add_component(_LONDON_CLOCKS)
    calendar.add_component(_event(message, contact, letterhead, now))
    content: bytes = calendar.to_ical()
    return content.decode()


def _event(message: Message, contact: Contact, letterhead: Letterhead, now: datetime) -> Event:
    event = Event()
    event.add("uid", str(message.booking_id))
    event.add("sequence", message.revision)
    event.add("dtstamp", now)
    event.add("dtstart", message.starts_at.astimezone(LONDON))
    event.add("dtend", message.ends_at.astimezone(LONDON))
    event.add("summary", summary_of(message))
    event.add("location", message.venue)
    event.add("status", "CANCELLED" if message.template == "cancellation" else "CONFIRMED")
    # A shared family calendar should not tell everybody what this person goes to.
    event.add("class", "PRIVATE")
    event.add("organizer", _address(letterhead.email, letterhead.name))
    attendee = _address(contact.email, contact.name)
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["rsvp"] = vText("FALSE")
    event.add("attendee", attendee)
    return event


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["cn"] = vText(name)
    return address
