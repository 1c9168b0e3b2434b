"""Letters as the people get them, read back from the mail server's folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar file in a letter says of one session."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    status: str
    location: str
    attendee: str


def letters_to(folder: Path, address: str) -> list[EmailMessage]:
    """Return the letters that arrived at an address, in their order."""
    letters = []
    for file in sorted(folder.glob("*.eml")):
        letter: Any = message_from_bytes(file.read_bytes(), policy=policy.default)
        if address in str(letter["To"]):
            letters.append(letter)
    return letters


def calendar_entry_in(letter: EmailMessage) -> CalendarEntry | None:
    """Return what the letter's calendar file says, or ``None`` where it has none."""
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            calendar: Any = icalendar.Calendar.from_ical(part.get_content())
            (event,) = calendar.walk("VEVENT")
            return CalendarEntry(
                method=str(calendar["METHOD"]),
                uid=str(event["UID"]),
                sequence=int(event["SEQUENCE"]),
                starts_at=event["DTSTART"].dt,
                status=str(event["STATUS"]),
                location=str(event["LOCATION"]),
                attendee=str(event["ATTENDEE"]),
            )
    return None


def calendar_entries(letters: Iterable[EmailMessage], method: str) -> list[CalendarEntry]:
    """Return the entries with this iTIP method, in the order of their sessions."""
    entries = (calendar_entry_in(letter) for letter in letters)
    return sorted((e for e in entries if e and e.method == method), key=lambda e: e.starts_at)
