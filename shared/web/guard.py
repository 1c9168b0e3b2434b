"""What stands around pages that anybody can reach: limits, headers, and an answer to every failure.

No page runs a script, is kept by a browser, or tells another site where a reader came from: an
address may hold a signed link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.privacy.safe_errors import safe_error

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Sent with every answer. Styles stand in the page itself, so that it asks for nothing more."""

log = structlog.get_logger(__name__)


class Busy(TimeoutError):
    """As many requests are being answered as may be at once: this one is asked to come back."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much pages may take from the service that they are part of.

    ``at_once``: requests; ``seconds``: for one request; ``body``: bytes of a submitted form.
    """

    at_once: int = 32
    seconds: float = 10.0
    body: int = 2048


class Guard:
    """An application within limits. ``trouble`` says what a reader sees of a failure."""

    def __init__(
        self,
        application: ASGIApp,
        trouble: Callable[[Exception], Response],
        limits: Limits = Limits(),
    ) -> None:
        self._application, self._trouble, self._limits = application, trouble, limits
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        answer = _Answer(send)
        if self._busy >= self._limits.at_once:
            await self._trouble(Busy())(scope, receive, answer.send)
            return
        self._busy += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._application(scope, self._at_most(receive), answer.send)
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a page
            log.warning("page.failed", error=safe_error(error))
            if not answer.begun:
                await self._trouble(error)(scope, receive, answer.send)
        finally:
            self._busy -= 1

    def _at_most(self, receive: Receive) -> Receive:
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limits.body:
                raise HTTPException(413)
            return message

        return limited


class _Answer:
    """Sends what an application answers, under our headers."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            MutableHeaders(scope=message).update(HEADERS)
        await self._send(message)
