"""A real SMTP server on this machine that takes every message and counts what it took."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import free_port


class PostOffice:
    """Keeps each message as a file, and counts them by Message-ID."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.by_message_id: Counter[str] = Counter()
        self.with_calendar: Counter[str] = Counter()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take one message."""
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"")
        number = sum(self.by_message_id.values())
        self.by_message_id[str(message["Message-ID"])] += 1
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                self.with_calendar[_method(part)] += 1
        (self._folder / f"{number:05d}.eml").write_bytes(message.as_bytes())
        return "250 taken"

    @property
    def taken(self) -> int:
        """How many messages came in."""
        return sum(self.by_message_id.values())

    @property
    def taken_twice(self) -> int:
        """How many messages came in more than once."""
        return sum(1 for count in self.by_message_id.values() if count > 1)


@contextmanager
def open_post_office(folder: Path) -> Iterator[tuple[PostOffice, int]]:
    """Serve on a free loopback port while the context lasts; yield the ledger and the port."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger, port = PostOffice(folder), free_port()
    controller = Controller(ledger, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield ledger, port
    finally:
        controller.stop()


def _method(part: Message) -> str:
    return str(part.get_param("method") or "none").upper()
