"""A mail server that loses connections, refuses, hesitates; and a ledger of what it really took."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from services.notifications.domain.contact import Contact
from services.notifications.domain.delivery import Outcome
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message
from services.notifications.jobs.compose import Envelope
from services.notifications.jobs.mail import ServerUnavailable
from shared.testing.simulation.cast import MailLedger, Taken

LETTERHEAD = Letterhead("Mentoring circles", "circles@inroads.example")


def compose_tersely(
    message: Message, contact: Contact, letterhead: Letterhead, _now: datetime
) -> Envelope:
    """An e-mail that says only which message it is: writing a real one takes milliseconds."""
    return Envelope(letterhead.email, contact.email, str(message.notification_id).encode())


@dataclass(slots=True)
class SimulatedMailServer:
    """Takes messages over lines that break at the worst moments, until all is calm."""

    ledger: MailLedger
    random: Random
    stage: Callable[[], str] = lambda: ""
    """Tells the stage as the service that sends knows it."""

    @asynccontextmanager
    async def open_line(self) -> AsyncIterator["SimulatedLine"]:
        """Open a line, or refuse to."""
        if self._happens(0.1, "unavailable"):
            raise ServerUnavailable("connection_lost")
        yield SimulatedLine(self)

    def deliver(self, line: "SimulatedLine", envelope: Envelope) -> Outcome:
        """Take one message, or not, and say so, or not."""
        if self._happens(0.03, "refused"):
            return Outcome("refused", "refused_550")
        if self._happens(0.05, "deferred"):
            return Outcome("deferred", "deferred_451")
        if self._happens(0.03, "closed"):
            line.is_open = False
            raise ServerUnavailable("connection_lost")
        if self._happens(0.05, "lost_on_the_way"):
            line.is_open = False
            return Outcome("unconfirmed", "connection_lost")
        message = UUID(envelope.content.decode())
        self.ledger.taken.append(Taken(message, envelope.recipient, self.stage()))
        if self._happens(0.05, "answer_lost"):
            line.is_open = False
            return Outcome("unconfirmed", "connection_lost")
        return Outcome("accepted")

    def _happens(self, rate: float, trouble: str) -> bool:
        happens = not self.ledger.is_calm and self.random.random() < rate
        if happens:
            self.ledger.note(trouble)
        return happens


@dataclass(slots=True)
class SimulatedLine:
    """One connection."""

    server: SimulatedMailServer
    is_open: bool = True

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one message over and return what is known of it."""
        return self.server.deliver(self, envelope)
