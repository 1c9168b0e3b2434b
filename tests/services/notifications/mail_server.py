"""A real SMTP server on loopback that keeps what it takes, and misbehaves when told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from services.notifications.jobs.mail import MailServer


@dataclass
class Mailbox:
    """What arrived, and answers that replace the usual ones (a recipient or ``*`` -> answer)."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    answers_mail: str = ""
    answers_rcpt: dict[str, str] = field(default_factory=dict)
    answers_data: dict[str, str] = field(default_factory=dict)
    drops_at_rcpt: set[str] = field(default_factory=set)
    drops_after_data: set[str] = field(default_factory=set)
    keeps_before_dropping: bool = True

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        envelope.mail_from = address
        return self.answers_mail or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.drops_at_rcpt:
            _abort(server)
        answer = self.answers_rcpt.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        (recipient,) = envelope.rcpt_tos
        if recipient in self.drops_after_data:
            if self.keeps_before_dropping:
                self._keep(recipient, envelope)
            _abort(server)
            return "250 OK"
        answer = self.answers_data.get(recipient, "250 OK")
        if answer.startswith("2"):
            self._keep(recipient, envelope)
        return answer

    def _keep(self, recipient: str, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        parsed: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(parsed)
        self.recipients.append(recipient)


@contextmanager
def a_mail_server(mailbox: Mailbox) -> Iterator[MailServer]:
    port = a_free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, tls="none", timeout=2)
    finally:
        controller.stop()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _abort(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()
