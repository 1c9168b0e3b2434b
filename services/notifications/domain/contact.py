"""A person's contact after it was unsealed: held in memory while one message is written."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = "[A-Za-z0-9-]+"
_EMAIL: Final = re.compile(rf"(?=.{{1,64}}@){_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")
"""Addresses in 7 bits without quoting (RFC 5321 dot-string): what every mail server takes."""

_LOOKS_LIKE_A_LINK: Final = re.compile(r"[/@\\]|www\.|\w\.\w")
_LONGEST_EMAIL: Final = 254


@dataclass(frozen=True, slots=True)
class Contact:
    """A name to greet with (may be empty) and an e-mail address. Never shown in a repr.

    ``sixteen_on`` is the first day on which the person is surely 16; ``None`` if that is not known.
    """

    name: str = field(repr=False)
    email: str = field(repr=False)
    sixteen_on: date | None = field(default=None, repr=False)


def contact_in(opened: bytes) -> Contact | None:
    """Return the contact in ``{"name", "email", ...}``, or ``None`` when no e-mail can reach them.

    A name with control characters or with what mail programs turn into a link is left out.
    """
    try:
        parts = json.loads(opened)
        name, email, day = (parts.get(key) for key in ("name", "email", "sixteen_on"))
        sixteen_on = date.fromisoformat(day) if day else None
    except (ValueError, AttributeError, TypeError):
        return None
    if not isinstance(email, str) or not isinstance(name, str | None):
        return None
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        return None
    return Contact(_greetable(name or ""), email, sixteen_on)


def name_in(opened: bytes) -> str:
    """Return the name in a contact, as a letter may say it; empty if there is none."""
    try:
        name = json.loads(opened).get("name")
    except (ValueError, AttributeError):
        return ""
    return _greetable(name) if isinstance(name, str) else ""


def _greetable(name: str) -> str:
    single = " ".join(name.split())
    is_plain = single.isprintable() and not _LOOKS_LIKE_A_LINK.search(single)
    return single if is_plain else ""
