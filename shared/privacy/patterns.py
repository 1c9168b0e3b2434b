"""What personal data looks like in free text: the last net under the types, not the first."""

from __future__ import annotations

import re

HIDDEN = "***"
_LONGEST = 300

# Ids and times come first, because their digits would pass for telephone numbers.
_PERSONAL = re.compile(
    r"""
      (?P<keep> \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b
              | \b00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b
              | \b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)? )
    | [\w.+%-]+@[\w-]+(?:\.[\w-]+)*                                      # e-mail address
    | (?<![\w.])(?:\+44|0044|0)(?:[ ()-]{0,2}\d){9,10}(?!\w)   # telephone number
    | \b[A-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b   # National Insurance number
    | \b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b                                # postcode
    """,
    re.VERBOSE | re.IGNORECASE,
)


def scrub(text: str) -> str:
    """The text on one line, of at most 300 characters, without what looks like personal data."""
    line = " ".join(text[: 2 * _LONGEST].split())
    # Half a surrogate pair can be read from JSON but not written again.
    line = line.encode("utf-8", "replace").decode("utf-8")
    return _PERSONAL.sub(_kept_or_hidden, line)[:_LONGEST]


def _kept_or_hidden(found: re.Match[str]) -> str:
    return found["keep"] or HIDDEN
