"""The words of every e-mail, in plain British English: of sessions and of meetings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notifications.domain.message import Template

_QUESTIONS: Final = """\
IF YOU HAVE A QUESTION
{ask}

{sender}"""


@dataclass(frozen=True, slots=True)
class Words:
    """What letters about one kind of support say; ``entry`` is what a calendar shows."""

    entry: str
    subjects: Mapping[Template, str]
    openings: Mapping[Template, str]
    changed: str
    details: str
    advice: Mapping[Template, tuple[str, ...]]
    whom_to_ask: str
    questions: str = _QUESTIONS


_ATTENDING: Final = """\
WHEN YOU ARRIVE
Say at reception that you have come for the mentoring session.

IF YOU CANNOT COME
Tell your work coach or adviser as soon as you can, or reply to this email. You do not have to \
give a reason."""

SESSION: Final = Words(
    entry="Mentoring session",
    subjects={
        "invitation": "Your mentoring session on {day} at {start}",
        "reminder": "Reminder: your mentoring session on {day} at {start}",
        "cancellation": "Cancelled: your mentoring session on {day} at {start}",
    },
    openings={
        "invitation": "You have a place at a mentoring session.",
        "reminder": "This is a reminder of your mentoring session.",
        "cancellation": (
            "This mentoring session will not go ahead for you. Please do not travel to it:"
        ),
    },
    changed=(
        "These are the details of your mentoring session. They replace any that we sent you before."
    ),
    details="""\
What: {what} (session {number})
When: {day}, {start} to {end}
Where: {venue}""",
    advice={
        "invitation": (
            "A calendar entry comes with this email. Open it to put the session in your calendar.",
            _ATTENDING,
        ),
        "reminder": (_ATTENDING,),
        "cancellation": (
            """\
WHAT HAPPENS NEXT
Your work coach or adviser will talk to you about what comes next. If the session is in your \
calendar, the calendar entry that comes with this email takes it out again.""",
        ),
    },
    whom_to_ask="your work coach or adviser",
)


_PUT_IN: Final = (
    "A calendar entry comes with this email. Open it to put the meeting in your calendar."
)
_TAKEN_OUT: Final = """\
If the meeting is in your calendar, the calendar entry that comes with this email takes it out \
again."""


def _of_meetings(who: str, advice: str, next_words: str, whom_to_ask: str) -> Words:
    """Return the words of meetings of two, with ``who``."""
    return Words(
        entry=f"Meeting with your {who}",
        subjects={
            "invitation": f"Your meeting with your {who} on {{day}} at {{start}}",
            "reminder": f"Reminder: your meeting with your {who} on {{day}} at {{start}}",
            "cancellation": f"Cancelled: your meeting with your {who} on {{day}} at {{start}}",
        },
        openings={
            "invitation": f"You have a meeting with your {who}.",
            "reminder": f"This is a reminder of your meeting with your {who}.",
            "cancellation": (
                f"This meeting with your {who} will not go ahead. Please do not travel to it:"
            ),
        },
        changed=(
            f"These are the details of your meeting with your {who}. They replace any that we sent "
            "you before."
        ),
        details="""\
What: {what} (meeting {number})
When: {day}, {start} to {end}
Where: {venue}""",
        advice={
            "invitation": (
                _PUT_IN,
                advice,
            ),
            "reminder": (advice,),
            "cancellation": (f"WHAT HAPPENS NEXT\n{next_words} {_TAKEN_OUT}",),
        },
        whom_to_ask=whom_to_ask,
    )


_MEETING: Final = """\
BEFORE YOU MEET
The school or organisation that referred you tells you where you meet and who your mentor is. If \
you do not know yet, ask them.

IF YOU CANNOT COME
Tell them as soon as you can, or reply to this email. You do not have to give a reason.

IF SOMETHING DOES NOT FEEL RIGHT
Tell an adult you trust, or the school or organisation that referred you. You can stop at any \
time."""

MEETING: Final = _of_meetings(
    "mentor",
    _MEETING,
    "The school or organisation that referred you will talk to you about what comes next.",
    "the school or organisation that referred you",
)
"""One to one, often with somebody under 18: it says whom to turn to, and names no mentor."""

_VISIT: Final = """\
BEFORE YOU MEET
If you do not know yet where you meet, ask your {who} or whoever referred you.

IF YOU CANNOT COME
Tell your {who} as soon as you can, or reply to this email. You do not have to give a reason."""


def _visit(who: str) -> Words:
    return _of_meetings(
        who,
        _VISIT.format(who=who),
        "If you do not hear from us about it, whoever referred you can tell you what comes next.",
        f"your {who} or whoever referred you",
    )


VISIT: Final = {who: _visit(who) for who in ("advocate", "adviser")}
"""By what people call whoever carries the caseload."""
