"""Serving an application over HTTP inside a service, on the service's own event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.types import ASGIApp

from shared.privacy.safe_errors import SafeMessage

log = structlog.get_logger()

_CLOSES_WITHIN = 1
"""Seconds that a request in flight gets when the service ends."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is served: port 0 takes any free one.

    ``purpose`` says what is served there, ``setting`` how the settings of it begin, such as
    ``HTTP``; both are for people who read of it in a log or an error.
    """

    host: str
    port: int
    purpose: str
    setting: str


@dataclass(frozen=True, slots=True)
class Pages:
    """An application that people use, and where it is served."""

    application: ASGIApp
    address: Address


class DoorBlocked(SafeMessage):
    """An address at which something is to be served cannot be had."""

    def __init__(self, address: Address, reason: str) -> None:
        host, port, setting = address.host, address.port, address.setting
        super().__init__(
            f"{address.purpose} cannot be served on {host}:{port} ({reason}). Set {setting}_HOST "
            f"and {setting}_PORT, each behind the service's name, to an address of this machine "
            f"that is free; {setting}_PORT=0 takes any free port."
        )


@asynccontextmanager
async def serving(application: ASGIApp, address: Address) -> AsyncIterator[int]:
    """Serve while the context lasts; yield the port. Raises ``DoorBlocked``."""
    bound = _bind(address)
    chosen = int(bound.getsockname()[1])
    server = _Server(
        uvicorn.Config(
            application,
            lifespan="off",
            ws="none",
            http="h11",
            log_config=None,  # its words go the way of every library's
            access_log=False,  # an address may hold a signed link
            server_header=False,
            timeout_graceful_shutdown=_CLOSES_WITHIN,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[bound]))
    log.info("http.listening", host=address.host, port=chosen)
    try:
        yield chosen
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """Leaves signals to the service, which ends its parts in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bind(address: Address) -> socket.socket:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        family, *_, first = found[0]
        bound = socket.create_server(first[:2], family=family)
        # A page goes out in two parts: else the second waits for the first one's acknowledgment.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return bound
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DoorBlocked(address, reason) from error
