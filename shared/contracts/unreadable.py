"""Why bytes could not be read as one of our facts."""

from typing import NamedTuple

from shared.contracts.envelope import Envelope


class Unreadable(NamedTuple):
    """A contract verdict: ``code``, JSON ``pointer`` and ``hint`` say where and what; never a value.

    ``envelope`` is what could be read of the CloudEvents attributes, or ``None`` when not even those.
    """

    code: str
    pointer: str
    hint: str
    envelope: Envelope | None = None
