"""What a field should look like, in words, for a sender who sent something else."""

from typing import Final

_CODE = "a code in small letters, digits and underscores, such as work_coach"
_OURS = "this id exactly as it was published to you"
_REFERENCE = "up to 40 letters, digits and hyphens, and never a name"

_FORMS: Final = {
    "area": "a local authority code, such as E09000012",
    "barriers": _CODE,
    "birth_month": "a month as YYYY-MM, such as 1999-07",
    "circle_id": _OURS,
    "confirm_by": "a time with its offset from UTC, such as 2019-03-15T17:00:00Z",
    "email": "one e-mail address",
    "ethnic_group": _CODE,
    "first_session_at": "a time with its offset from UTC, such as 2019-03-20T10:00:00Z",
    "given_on": "a date as YYYY-MM-DD",
    "goals": _CODE,
    "host": _CODE,
    "kind": _CODE,
    "language": "a language code of two or three small letters, such as en",
    "office": "the office's code: 3 to 8 capital letters and digits",
    "phone": "7 to 20 digits and spaces, with a + in front if it is international",
    "programme": "the programme's code: 4 to 8 small letters and digits",
    "reason": _CODE,
    "reference": _REFERENCE,
    "referral_id": _OURS,
    "role": _CODE,
    "session_id": _OURS,
    "started_on": "a date as YYYY-MM-DD",
    "strengths": _CODE,
    "venue": "the place in 3 to 120 characters, without contact details",
}
_TECHNICAL: Final = (
    "Field required",
    "String should",
    "Input should be a valid UUID",
    "Input should be a valid date",
)
"""Beginnings of messages that name a pattern or show a piece of what was sent."""


def what_to_give(pointer: str, message: str) -> str:
    """Return a sentence on what belongs at a pointer; the message itself where it says it best."""
    if message.startswith(_TECHNICAL):
        form = _FORMS.get(_field(pointer))
        if form is not None:
            return f"Give {form}."
        return "Give this field, in the form that the contract describes."
    return f"{message[:1].upper()}{message[1:]}".rstrip(".") + "."


def _field(pointer: str) -> str:
    """Return the name of the field, also for an item of a list in it."""
    steps = pointer.split("/")
    return steps[-2] if steps[-1].isdecimal() and len(steps) > 1 else steps[-1]
