"""The letter that asks a mentor: with a link to answer by, or whom to tell.

It says nothing of the young person: mail is forwarded, and read over shoulders. The page behind the
link says what a mentor needs to decide.
"""

from typing import Final

from services.notifications.domain.british_time import day_of, time_of
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message
from services.notifications.domain.wording import Letter

SUBJECT: Final = "Would you like to mentor a young person? Please answer by {day}"

QUESTION: Final = """\
A young person is waiting for a mentor, and we think that the two of you fit. We hold a place for \
them with you until {time} on {day}."""

BY_LINK: Final = """\
YOUR ANSWER
{link}

The page tells you more, and asks whether you would like to meet them. Opening it gives no answer \
yet. The link works for whoever has it, so please do not forward this email."""

WITHOUT_LINK: Final = """\
YOUR ANSWER
Tell the organisation that you volunteer with whether you would like to meet them, or reply to \
this email."""

RULES: Final = "If you say no, you do not have to give a reason."

QUESTIONS: Final = """\
IF YOU HAVE A QUESTION
Reply to this email{by_phone}. You can also ask the organisation that you volunteer with.

{sender}"""


def write_proposal(message: Message, name: str, letterhead: Letterhead, link: str) -> Letter:
    """Return the letter; without ``link`` it says whom to tell."""
    told = {
        "name": name,
        "day": day_of(message.starts_at),
        "time": time_of(message.starts_at),
        "link": link,
        "by_phone": f" or call {letterhead.phone}" if letterhead.phone else "",
        "sender": letterhead.name,
    }
    greeting = "Hello {name}," if name else "Hello,"
    how = BY_LINK if link else WITHOUT_LINK
    text = f"{greeting}\n\n{QUESTION}\n\n{how}\n\n{RULES}\n\n{QUESTIONS}\n"
    return Letter(SUBJECT.format(**told), text.format(**told))
