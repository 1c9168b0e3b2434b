"""The letters that say who somebody's advocate is: the first, another, or nobody for now.

As every letter, they tell neither the programme nor whom it is for. The name is the advocate's
own, as far as their organization shares it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message, Template
from services.notifications.domain.support import called
from services.notifications.domain.wording import Letter


@dataclass(frozen=True, slots=True)
class _Words:
    subject: str
    opening: str
    next: str


_NAMED: Final = "\n\nYour {advocate} is {named}."
_UNNAMED: Final = "\n\nWhoever referred you can tell you who your {advocate} is."

_LETTERS: Final[Mapping[Template, _Words]] = {
    "advocate_assigned": _Words(
        "You have an {advocate} who supports you",
        "You have an {advocate} now. They meet you regularly and help you with what stands "
        "in your way.{who}",
        "We send you the day and the time of each meeting in an email of its own, with an entry "
        "for your calendar.",
    ),
    "advocate_changed": _Words(
        "You have another {advocate}",
        "Another {advocate} supports you from now on.{who}",
        "Meetings that are planned stay as they are. If one has to move, we tell you in an email "
        "of its own.",
    ),
    "advocate_unassigned": _Words(
        "You have no {advocate} for now",
        "Your {advocate} cannot support you any more, and nobody else has room at the moment. We "
        "are sorry.",
        "You are among the first who get another {advocate}, and we write to you as soon as you "
        "do. Meetings that were planned will not go ahead; if we told you of one, we tell you that "
        "it is cancelled, too.",
    ),
}

_TEXT: Final = """\
{greeting}

{opening}

WHAT HAPPENS NEXT
{next}

IF YOU HAVE A QUESTION
Reply to this email{by_phone}. You can also ask whoever referred you.

{sender}
"""


def write_of_advocate(message: Message, name: str, advocate: str, letterhead: Letterhead) -> Letter:
    """Return the letter to ``name`` about who supports them; ``advocate`` is a name, or empty."""
    words = _LETTERS[message.template]
    told = {
        "advocate": called(message.programme),
        "named": advocate,
        "greeting": f"Hello {name}," if name else "Hello,",
        "by_phone": f" or call {letterhead.phone}" if letterhead.phone else "",
        "sender": letterhead.name,
    }
    told["who"] = (_NAMED if advocate else _UNNAMED).format(**told)
    told["opening"], told["next"] = words.opening.format(**told), words.next.format(**told)
    return Letter(words.subject.format(**told), _TEXT.format(**told))
