"""What a field should look like, in words, for a sender who sent something else."""

from typing import Final

_AREA = "a local authority code, such as E09000012"
_CODE = "a code in small letters, digits and underscores, such as work_coach"
_DAY = "a date as YYYY-MM-DD"
_LANGUAGE = "a language code of two or three small letters, such as en"
_OURS = "this id exactly as it was published to you"
_REFERENCE = "up to 40 letters, digits and hyphens, and never a name"

_FORMS: Final = {
    "area": _AREA,
    "areas": _AREA,
    "backgrounds": _CODE,
    "barriers": _CODE,
    "birth_month": "a month as YYYY-MM, such as 1999-07",
    "checked_on": _DAY,
    "circle_id": _OURS,
    "cap": "how much of a caseload the advocate carries, a number from 1",
    "confirm_by": "a time with its offset from UTC, such as 2019-03-15T17:00:00Z",
    "contract_ends": _DAY,
    "covers": _AREA,
    "earliest": _DAY,
    "email": "one e-mail address",
    "ends": _DAY,
    "ethnic_group": _CODE,
    "first_session_at": "a time with its offset from UTC, such as 2019-03-20T10:00:00Z",
    "given_on": _DAY,
    "goals": _CODE,
    "group_size": "how many are to come to the session, a number from 1",
    "home": _AREA,
    "host": _CODE,
    "interests": _CODE,
    "issuer": _CODE,
    "kind": _CODE,
    "kinds": _CODE,
    "language": _LANGUAGE,
    "languages": _LANGUAGE,
    "latest": _DAY,
    "match_id": _OURS,
    "mentor_id": _OURS,
    "office": "the office's code: 3 to 8 capital letters and digits",
    "organization": "the organization's code: 3 to 8 capital letters and digits",
    "overcame": _CODE,
    "per_month": "how many sessions they come for in a month, a number from 1 to 100",
    "phone": "7 to 20 digits and spaces, with a + in front if it is international",
    "programme": "the programme's code: 4 to 8 small letters and digits",
    "reason": _CODE,
    "recheck_by": _DAY,
    "reference": _REFERENCE,
    "referral_id": _OURS,
    "relates_to": _CODE,
    "role": _CODE,
    "school": "the school's unique reference number or code: 3 to 8 capital letters and digits",
    "school_kind": _CODE,
    "sector": _CODE,
    "session_id": _OURS,
    "slots": "a day and a part of it, such as tue-evening (morning, afternoon or evening)",
    "started_on": _DAY,
    "starts": _DAY,
    "strengths": _CODE,
    "venue": "the place in 3 to 120 characters, without contact details",
    "years": _CODE,
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
