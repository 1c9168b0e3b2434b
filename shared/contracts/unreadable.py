"""Why bytes could not be read as one of our facts."""

from typing import NamedTuple

from shared.contracts.envelope import Envelope


class Unreadable(NamedTuple):
    """A contract verdict: ``code``, JSON ``pointer`` and ``hint`` say where and what, no value.

    ``envelope`` is what could be read of the CloudEvents attributes, or ``None`` if nothing could.
    """

    code: str
    pointer: str
    hint: str
    envelope: Envelope | None = None
