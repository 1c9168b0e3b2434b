"""Assembling a service from its table, its states and its settings: the same for all five."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterable
from pathlib import Path

import uvloop

from shared.clock import Clock, SimulatedClock, SystemClock
from shared.observability.logging import configure_logging
from shared.privacy.keyring import Keyring
from shared.runtime.crash_points import crash_as_told
from shared.runtime.kafka_access import KafkaAccess, Login
from shared.runtime.service import Service
from shared.runtime.subscriptions import Subscriptions
from shared.runtime.wiring import MakesJobs, assemble_engine
from shared.settings import ServiceSettings
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from shared.store.states import StoredState


def assemble(
    name: str,
    settings: ServiceSettings,
    subscriptions: Subscriptions,
    states: Iterable[StoredState],
    keyring: Keyring,
    make_jobs: MakesJobs = lambda _engine: (),
) -> Service:
    """Return a service on its PostgreSQL and Kafka, ready to run."""
    url = settings.database_url.get_secret_value()
    store = PostgresStore(connect(url, name), states)
    engine = assemble_engine(name, settings.region, subscriptions, store, keyring)
    return Service(
        name=name,
        region=settings.region,
        kafka=kafka_access(settings),
        database_url=url,
        engine=engine,
        clock=_clock(settings),
        jobs=make_jobs(engine),
        instance=settings.instance,
        creates_topics=settings.embedded,
        http_host=settings.http_host,
        http_port=settings.http_port,
        version=settings.version,
        batch=settings.batch,
    )


def run(service: Callable[[], Service], settings: ServiceSettings, scripts: Path, name: str) -> int:
    """Migrate, then run a service until it is told to stop; return the process's exit code."""
    configure_logging(name, settings.region, settings.log_level)
    crash_as_told(settings.crash_at)
    migrate(settings.database_url.get_secret_value(), scripts)
    uvloop.run(_until_told(service))
    return 0


async def _until_told(make: Callable[[], Service]) -> None:
    service = make()
    _collect_garbage_seldom()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, service.stop)
    await service.run()


def _collect_garbage_seldom() -> None:
    """A batch makes thousands of values without cycles, and what was imported stays for ever.

    Looking through it all every few hundred values took a third of the engine's time (measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def kafka_access(settings: ServiceSettings) -> KafkaAccess:
    """Return how a service with these settings gets at Kafka."""
    if settings.kafka_username is None or settings.kafka_password is None:
        return KafkaAccess(settings.kafka)
    password = settings.kafka_password.get_secret_value()
    return KafkaAccess(
        settings.kafka, Login(settings.kafka_username, password, settings.kafka_authority)
    )


def _clock(settings: ServiceSettings) -> Clock:
    if settings.clock == "simulated":
        return SimulatedClock(settings.clock_start)
    return SystemClock()
