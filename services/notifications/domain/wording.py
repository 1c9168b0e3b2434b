"""How a letter is put together. Its words stand in ``words.py``.

No letter tells which programme it is about or whom that is for: that can disclose a person's
ethnicity or health to whoever sees their inbox.
"""

from dataclasses import dataclass

from services.notifications.domain.british_time import day_of, time_of
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message
from services.notifications.domain.support import called, has_advocates, is_one_to_one
from services.notifications.domain.words import MEETING, SESSION, VISIT, Words


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads: a subject and a plain text."""

    subject: str
    text: str


def write_letter(message: Message, name: str, letterhead: Letterhead) -> Letter:
    """Return the letter for a message, greeting the person by ``name`` if there is one."""
    words = words_for(message)
    facts = {
        "name": name,
        "what": title_of(message.kind),
        "number": message.number,
        "day": day_of(message.starts_at),
        "start": time_of(message.starts_at),
        "end": time_of(message.ends_at),
        "venue": message.venue,
        "ask": _whom_to_ask(words, letterhead),
        "sender": letterhead.name,
    }
    text = "\n\n".join(_paragraphs(words, message, has_name=bool(name)))
    return Letter(words.subjects[message.template].format(**facts), text.format(**facts) + "\n")


def words_for(message: Message) -> Words:
    """Return the words for a session of a circle, or a meeting with a mentor or an advocate."""
    if has_advocates(message.programme):
        return VISIT[called(message.programme)]
    return MEETING if is_one_to_one(message.programme) else SESSION


def title_of(kind: str) -> str:
    """Return the kind of a session as people say it: ``cv_writing`` is "CV writing"."""
    words = kind.split("_")
    spoken = " ".join("CV" if word == "cv" else word for word in words)
    return spoken[:1].upper() + spoken[1:]


def summary_of(message: Message) -> str:
    """Return what the entry is called in a calendar."""
    return f"{words_for(message).entry}: {title_of(message.kind)}"


def _paragraphs(words: Words, message: Message, *, has_name: bool) -> list[str]:
    is_changed = message.template == "invitation" and message.revision > 0
    return [
        "Hello {name}," if has_name else "Hello,",
        words.changed if is_changed else words.openings[message.template],
        words.details,
        *words.advice[message.template],
        words.questions,
    ]


def _whom_to_ask(words: Words, letterhead: Letterhead) -> str:
    by_phone = f" or call {letterhead.phone}" if letterhead.phone else ""
    return f"Reply to this email{by_phone}. You can also ask {words.whom_to_ask}."
