"""The words of every e-mail. Plain British English, and nothing that tells which programme it is.

The name of a programme, or whom it is for, can disclose a person's ethnicity or health to whoever
sees their inbox: "your mentoring session" is all that any message says.
"""

from dataclasses import dataclass
from typing import Final

from services.notifications.domain.british_time import day_of, time_of
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message, Template

SUBJECTS: Final[dict[Template, str]] = {
    "invitation": "Your mentoring session on {day} at {start}",
    "reminder": "Reminder: your mentoring session on {day} at {start}",
    "cancellation": "Cancelled: your mentoring session on {day} at {start}",
}

OPENINGS: Final[dict[Template, str]] = {
    "invitation": "You have a place at a mentoring session.",
    "reminder": "This is a reminder of your mentoring session.",
    "cancellation": (
        "This mentoring session will not go ahead for you. Please do not travel to it:"
    ),
}

CHANGED: Final = (
    "These are the details of your mentoring session. They replace any that we sent you before."
)

DETAILS: Final = """\
What: {what} (session {number})
When: {day}, {start} to {end}
Where: {venue}"""

ATTENDING: Final = """\
WHEN YOU ARRIVE
Say at reception that you have come for the mentoring session.

IF YOU CANNOT COME
Tell your work coach or adviser as soon as you can, or reply to this email. You do not have to \
give a reason."""

CALENDAR: Final = (
    "A calendar entry comes with this email. Open it to put the session in your calendar."
)

NOT_ATTENDING: Final = """\
WHAT HAPPENS NEXT
Your work coach or adviser will talk to you about what comes next. If the session is in your \
calendar, the calendar entry that comes with this email takes it out again."""

QUESTIONS: Final = """\
IF YOU HAVE A QUESTION
{ask}

{sender}"""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads: a subject and a plain text."""

    subject: str
    text: str


def write_letter(message: Message, name: str, letterhead: Letterhead) -> Letter:
    """Return the letter for a message, greeting the person by ``name`` if there is one."""
    facts = {
        "name": name,
        "what": title_of(message.kind),
        "number": message.number,
        "day": day_of(message.starts_at),
        "start": time_of(message.starts_at),
        "end": time_of(message.ends_at),
        "venue": message.venue,
        "ask": _whom_to_ask(letterhead),
        "sender": letterhead.name,
    }
    text = "\n\n".join(_paragraphs(message, has_name=bool(name)))
    return Letter(SUBJECTS[message.template].format(**facts), text.format(**facts) + "\n")


def title_of(kind: str) -> str:
    """Return the kind of a session as people say it: ``cv_writing`` is "CV writing"."""
    words = kind.split("_")
    spoken = " ".join("CV" if word == "cv" else word for word in words)
    return spoken[:1].upper() + spoken[1:]


def _paragraphs(message: Message, *, has_name: bool) -> list[str]:
    is_changed = message.template == "invitation" and message.revision > 0
    return [
        "Hello {name}," if has_name else "Hello,",
        CHANGED if is_changed else OPENINGS[message.template],
        DETAILS,
        *_ADVICE[message.template],
        QUESTIONS,
    ]


def _whom_to_ask(letterhead: Letterhead) -> str:
    by_phone = f" or call {letterhead.phone}" if letterhead.phone else ""
    return f"Reply to this email{by_phone}. You can also ask your work coach or adviser."


_ADVICE: Final[dict[Template, tuple[str, ...]]] = {
    "invitation": (CALENDAR, ATTENDING),
    "reminder": (ATTENDING,),
    "cancellation": (NOT_ATTENDING,),
}
