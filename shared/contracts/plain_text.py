"""Checks that keep personal data out of fields that are not meant to hold it."""

import re

_NINO = re.compile(r"(?i)^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?([0-9]{2}[ -]?){3}[A-D]$")
_CONTACT = re.compile(r"@|[0-9][0-9 ]{6,}[0-9]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def not_a_national_insurance_number(reference: str) -> str:
    """Return the reference; raise ``ValueError`` for the form of a National Insurance number."""
    if _NINO.match(reference):
        msg = "looks like a National Insurance number; use your system's own opaque reference"
        raise ValueError(msg)
    return reference


def no_contact_details(text: str) -> str:
    """Return the text; raise ``ValueError`` if it holds an e-mail address or a telephone number.

    Or a control character: PostgreSQL keeps no NUL, so the offer would be admitted and then fail.
    """
    if _CONTROL.search(text):
        msg = "holds a control character; give it as one line of plain text"
        raise ValueError(msg)
    if _CONTACT.search(text):
        msg = "holds an e-mail address or a telephone number; give the place only"
        raise ValueError(msg)
    return text
