"""What CloudEvents attributes may look like: no name or address fits into one that we pass on."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from shared.contracts.envelope import Envelope

_EVENT_ID = r"[A-Za-z0-9._:-]{1,100}"
_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)

REQUIRED: Final = ("id", "source", "type")
"""The attributes that name an event; CloudEvents adds ``specversion``."""

PATTERNS: Final[Mapping[str, str]] = {
    "id": _EVENT_ID,
    "source": r"[A-Za-z0-9/._:-]{1,200}",
    "type": r"[a-z0-9.-]{1,100}",
    "subject": r"[^\x00]{1,200}",
    "time": _MOMENT,
    "recordedtime": _MOMENT,
    "partitionkey": r"[^\x00]{1,200}",
    "sequence": r"[0-9]{1,18}",
    "region": r"[a-z][a-z0-9-]{1,30}",
    "programme": r"[a-z0-9]{4,8}",
    "correlationid": _EVENT_ID,
    "causationid": _EVENT_ID,
    "traceparent": r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}",
    "dataclass": r"pseudonymous|restricted",
}
"""A regular expression for each attribute; it has to match the whole text."""

_FIELDS = Envelope._fields
_FORMS = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}
_ALL = re.compile(
    "\x00".join(
        f"(?:{PATTERNS[name]})" if name in REQUIRED else f"(?:{PATTERNS[name]})?"
        for name in _FIELDS
    )
)


def all_well(values: Sequence[str]) -> bool:
    """Whether attributes, in the order of ``Envelope``, are well formed: one match over all."""
    return _ALL.fullmatch("\x00".join(values)) is not None


def first_fault(attributes: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of the first attribute that is missing or malformed, and its pattern.

    The pattern is empty for one that is missing. Raises ``ValueError`` when all are well.
    """
    for name in _FIELDS:
        given = attributes.get(name, "")
        if not given and name in REQUIRED:
            return name, ""
        if given and not _FORMS[name].fullmatch(given):
            return name, PATTERNS[name]
    raise ValueError("no attribute is at fault")
