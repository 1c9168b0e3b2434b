"""Health and figures over HTTP: they tell the truth, and get in nobody's way."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.ports import free_port
from shared.observability.door import open_door
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.web.serving import DoorBlocked
from tests.conftest import OpensRegion
from tests.support.processes import end_gracefully
from tests.support.settling import settle, wait_until
from tests.support.workload import a_referral


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Opened:
    """An open door, and what stands behind it."""

    health: Health
    metrics: Metrics
    client: httpx.AsyncClient
    seconds: Seconds

    async def status(self, path: str) -> int:
        return (await self.client.get(path)).status_code


@pytest.fixture
async def door() -> AsyncIterator[Opened]:
    seconds = Seconds()
    health, metrics = Health(poll_limit=120, seconds=seconds), Metrics("matching", "north")
    async with (
        open_door(health, metrics, "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield Opened(health, metrics, client, seconds)


async def test_a_service_is_live_at_once_and_ready_when_all_its_parts_are(door: Opened) -> None:
    assert await door.status("/health/live") == 200
    assert await door.status("/health/ready") == 503
    door.health.assigned(3)
    door.health.relay_is("standby")
    door.health.database_answered()
    assert await door.status("/health/ready") == 503
    door.health.kafka_answered()
    answer = await door.client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True


async def test_a_consumer_that_hangs_is_dead_unless_the_brokers_are_away(door: Opened) -> None:
    door.seconds.now += 120
    assert await door.status("/health/live") == 200
    door.seconds.now += 1
    assert await door.status("/health/live") == 503
    door.health.kafka_failed()
    assert await door.status("/health/live") == 200


async def test_figures_are_as_fresh_as_the_scrape(door: Opened) -> None:
    door.metrics.count("receipts_total", verdict="accepted", stage="live")
    door.health.relay_is("leader")
    answer = await door.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    owner = 'region="north",service="matching"'
    assert f"inroads_relay_leader{{{owner}}} 1.0" in answer.text
    assert f"inroads_ready{{{owner}}} 0.0" in answer.text
    assert 'verdict="accepted"' in answer.text


@pytest.mark.parametrize("path", ["/", "/docs", "/metrics/x", "/health"])
async def test_there_is_nothing_else_behind_the_door(door: Opened, path: str) -> None:
    assert await door.status(path) == 404
    assert (await door.client.post("/metrics")).status_code == 405
    assert "server" not in (await door.client.get("/metrics")).headers


async def test_an_address_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(DoorBlocked, match=f"127.0.0.1:{port} .*HTTP_PORT"):
            async with open_door(Health(), Metrics("matching", "north"), "127.0.0.1", port):
                pass


async def test_signals_stay_with_the_service_which_closes_the_door_last() -> None:
    told: list[int] = []
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, told.append, 1)
    try:
        async with open_door(Health(), Metrics("matching", "north"), "127.0.0.1", 0) as port:
            await asyncio.sleep(0.2)  # the server has begun
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.sleep(0.5)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                assert (await client.get("/health/live")).status_code == 200
        await asyncio.sleep(0.1)
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
    assert told == [1]


async def test_a_scraper_that_keeps_its_connection_delays_no_end() -> None:
    async with open_door(Health(), Metrics("matching", "north"), "127.0.0.1", 0) as port:
        _, idle = await asyncio.open_connection("127.0.0.1", port)
        _, slow = await asyncio.open_connection("127.0.0.1", port)
        slow.write(b"GET /metrics HTTP/1.1\r\n")  # and never the rest of it
        await slow.drain()
        began = time.monotonic()
    assert time.monotonic() - began < 10
    idle.close()
    slow.close()


def test_a_running_service_tells_what_it_does_and_ends_as_quickly_as_before(
    open_region: OpensRegion,
) -> None:
    port = free_port()
    variables = {"REFERRALS_HTTP_PORT": str(port), "REFERRALS_VERSION": "2026.11"}
    with (
        open_region(services=("referrals",), extra=variables) as region,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        wait_until(lambda: client.get("/health/ready").status_code == 200, "referrals is ready")
        region.submit(a_referral("door-1", "E09000012"), a_referral("door-1", "E09000012"))
        settle(region)
        time.sleep(1)
        assert client.get("/health/ready").json()["consumer"]["last_poll_age"] < 1, "it is idle"
        said = figures(client.get("/metrics").text)
        assert said["inroads_events_consumed_total", "inbound"] == 2
        assert said["inroads_duplicates_absorbed_total", "inbound"] == 1
        assert said["inroads_receipts_total", "accepted"] == 1
        assert said["inroads_consumer_lag", "inbound"] == 0
        assert said["inroads_relay_leader", ""] == 1
        assert said["inroads_build_info", "2026.11"] == 1
        assert end_gracefully(region.region.servers["referrals"]) < 8


def figures(text: str) -> dict[tuple[str, str], float]:
    """The samples of a scrape by name and whatever label there is besides the owner's."""
    return {
        (sample.name, _aside(sample.labels)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _aside(labels: dict[str, str]) -> str:
    own = [value for key, value in labels.items() if key in ("stream", "verdict", "version", "le")]
    return own[0] if own else ""
