"""The HTTP door of a service: whether it is alive and ready, and its figures. Nothing else."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.privacy.safe_errors import SafeMessage

log = structlog.get_logger()

_CLOSES_WITHIN = 1
"""Seconds that a request in flight gets when the service ends."""


class DoorBlocked(SafeMessage):
    """The address for health and metrics cannot be had."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"Health and metrics cannot be served on {host}:{port} ({reason}). Set HTTP_HOST and "
            "HTTP_PORT, each behind the service's name, to an address of this machine that is "
            "free; HTTP_PORT=0 takes any free port."
        )


@asynccontextmanager
async def open_door(health: Health, metrics: Metrics, host: str, port: int) -> AsyncIterator[int]:
    """Serve on this event loop while the context lasts; yield the port (0 takes any free one).

    Raises ``DoorBlocked`` when the address cannot be had.
    """
    bound = _bind(host, port)
    chosen = int(bound.getsockname()[1])
    server = _Server(
        uvicorn.Config(
            _application(health, metrics),
            lifespan="off",
            ws="none",
            http="h11",
            log_config=None,  # its words go the way of every library's
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_CLOSES_WITHIN,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    log.info("http.listening", host=host, port=chosen)
    try:
        yield chosen
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """Leaves signals to the service, which ends its parts in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DoorBlocked(host, port, reason) from error


def _application(health: Health, metrics: Metrics) -> Starlette:
    async def live(_request: Request) -> Response:
        return _verdict(health, good=health.live)

    async def ready(_request: Request) -> Response:
        return _verdict(health, good=health.ready)

    async def figures(_request: Request) -> Response:
        _enter_health(health, metrics)
        return Response(metrics.exposition(), headers={"content-type": CONTENT_TYPE_LATEST})

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", figures),
        ]
    )


def _verdict(health: Health, *, good: bool) -> Response:
    return JSONResponse(health.to_dict(), status_code=200 if good else 503)


def _enter_health(health: Health, metrics: Metrics) -> None:
    """What the service knows without asking anybody is as fresh as the scrape."""
    metrics.set("live", health.live)
    metrics.set("ready", health.ready)
    metrics.set("database_up", health.database_up)
    if health.kafka_known:  # a service that is starting has not asked yet: that is no outage
        metrics.set("kafka_up", health.kafka_up)
    metrics.set("relay_leader", health.leads)
    metrics.set("last_poll_age_seconds", health.poll_age)
