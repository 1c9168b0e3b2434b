"""Who plays in a simulation: the services, and the mail server that one of them talks to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from shared.privacy.keyring import Keyring
from shared.testing.simulated_service import Part

if TYPE_CHECKING:
    from shared.testing.simulation.history import History

Invariant = Callable[["History"], Iterator[str]]
"""Yields what is wrong with a history, a sentence each; nothing when all is well."""


class Taken(NamedTuple):
    """A message that the mail server took: which, to whom, and the programme's stage then."""

    notification_id: UUID
    recipient: str
    stage: str


@dataclass(slots=True)
class MailLedger:
    """What a simulated mail server took and refused, in order."""

    taken: list[Taken] = field(default_factory=list)
    troubles: dict[str, int] = field(default_factory=dict)
    is_calm: bool = False

    def note(self, trouble: str) -> None:
        """Count a trouble that the server made."""
        self.troubles[trouble] = self.troubles.get(trouble, 0) + 1


class Cast(NamedTuple):
    """The services of one simulation, their mail server's ledger, and what only they can check."""

    parts: Sequence[Part]
    mail: MailLedger
    checks: Sequence[Invariant] = ()


MakeCast = Callable[[Keyring, Random], Cast]
"""Makes a fresh cast for every simulation."""
