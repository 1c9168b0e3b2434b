"""The HTTP door of a service: whether it is alive and ready, and its figures. Nothing else."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.web.serving import Address, serving


def open_door(
    health: Health, metrics: Metrics, host: str, port: int
) -> AbstractAsyncContextManager[int]:
    """Return a context that serves on this event loop and yields the port (0: any free one).

    Entering it raises ``DoorBlocked`` when the address cannot be had.
    """
    address = Address(host, port, purpose="Health and metrics", setting="HTTP")
    return serving(_application(health, metrics), address)


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
