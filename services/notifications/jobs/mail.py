"""The line to the mail server: many messages over one connection, and what became of each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import aiosmtplib
import structlog
from aiosmtplib import SMTPResponseException

from services.notifications.domain.delivery import Outcome
from services.notifications.jobs.compose import Envelope

_BROKEN: Final = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError)
_CLOSING: Final = 421
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the mail server is. ``timeout`` is in seconds, for each answer of the server."""

    host: str
    port: int
    tls: Literal["none", "starttls", "direct"] = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    hello: str = "localhost"


class ServerUnavailable(Exception):
    """The mail server cannot be used now. Nothing was handed over to it. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"the mail server cannot be used now ({code}); messages wait until it can. "
            "Check the server, and the host, port, TLS and account in the settings"
        )
        self.code = code


@asynccontextmanager
async def line_to(server: MailServer) -> AsyncIterator["MailLine"]:
    """Open a connection and close it politely; ``ServerUnavailable`` when there is none."""
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        timeout=server.timeout,
        local_hostname=server.hello,
        use_tls=server.tls == "direct",
        start_tls=server.tls == "starttls",
    )
    try:
        await smtp.connect()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise ServerUnavailable(_code_of(error)) from None
    line = MailLine(smtp)
    try:
        yield line
    finally:
        await line.close()


class MailLine:
    """One open connection. Not for several tasks at once."""

    def __init__(self, smtp: aiosmtplib.SMTP) -> None:
        self._smtp = smtp

    @property
    def is_open(self) -> bool:
        """Whether another message can be handed over."""
        return self._smtp.is_connected

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one message over and return what is known of it.

        From the moment its content is under way, a lost connection leaves it ``unconfirmed``.
        ``ServerUnavailable`` means that the line is of no use and the message was not touched.
        """
        await self._introduce(envelope.sender)
        refusal = await self._address(envelope.recipient)
        return refusal or await self._hand_over(envelope.content)

    async def close(self) -> None:
        """Say goodbye; how that ends is of no consequence, every outcome is known by then."""
        try:
            if self._smtp.is_connected:
                await self._smtp.quit()
        except (aiosmtplib.SMTPException, OSError) as error:
            _log.info("notifications.server.left", code=_code_of(error))
        finally:
            self._smtp.close()

    async def _introduce(self, sender: str) -> None:
        """A refusal of the sender concerns us and not the message: whoever is next meets it too."""
        try:
            await self._smtp.mail(sender)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._smtp.close()
            raise ServerUnavailable(_code_of(error)) from None

    async def _address(self, recipient: str) -> Outcome | None:
        try:
            await self._smtp.rcpt(recipient)
        except SMTPResponseException as answer:
            return await self._refused(answer, Outcome("deferred", "garbled_answer"))
        except _BROKEN as error:
            self._smtp.close()
            return Outcome("deferred", _code_of(error))
        return None

    async def _hand_over(self, content: bytes) -> Outcome:
        try:
            await self._smtp.data(content)
        except SMTPResponseException as answer:
            return await self._refused(answer, Outcome("unconfirmed", "garbled_answer"))
        except _BROKEN as error:
            self._smtp.close()
            return Outcome("unconfirmed", _code_of(error))
        return Outcome("accepted")

    async def _refused(self, answer: SMTPResponseException, if_garbled: Outcome) -> Outcome:
        outcome = _meaning(answer.code)
        if outcome is None or answer.code == _CLOSING:
            self._smtp.close()
        else:
            await self._start_over()
        return outcome or if_garbled

    async def _start_over(self) -> None:
        """Forget the refused message; if that fails, the next one finds the line closed."""
        try:
            await self._smtp.rset()
        except (aiosmtplib.SMTPException, OSError) as error:
            _log.info("notifications.line.lost", code=_code_of(error))
            self._smtp.close()


def _meaning(code: int) -> Outcome | None:
    """RFC 5321, 4.2.1: 2 is done, 4 may be tried again, 5 is for good; no others are answers."""
    match code // 100:
        case 2:
            return Outcome("accepted")
        case 4:
            return Outcome("deferred", f"deferred_{code}")
        case 5:
            return Outcome("refused", f"refused_{code}")
        case _:
            return None


def _code_of(error: BaseException) -> str:
    """Return a code that may be logged: a server's own words may quote the address."""
    code: Any = getattr(error, "code", None)
    if isinstance(code, int) and code > 0:
        return f"answered_{code}"
    return "timed_out" if isinstance(error, TimeoutError) else "connection_lost"
