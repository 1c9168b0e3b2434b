"""Assembling a service from its table, its states and its settings: the same for all five."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

import uvloop
from sqlalchemy.exc import DBAPIError

from shared.clock import Clock, SimulatedClock, SystemClock
from shared.observability.logging import configure_logging
from shared.privacy.keyring import Keyring
from shared.privacy.safe_errors import SafeMessage, safe_error
from shared.runtime.crash_points import crash_as_told
from shared.runtime.kafka_access import KafkaAccess, Login, knock
from shared.runtime.service import Service
from shared.runtime.subscriptions import Subscriptions
from shared.runtime.wiring import MakesJobs, assemble_engine
from shared.settings import DatabaseSettings, ServiceSettings
from shared.store.database import connect
from shared.store.migrations import TablesUnfit, migrate, require_tables
from shared.store.postgres import PostgresStore
from shared.store.states import StoredState

_Settings = TypeVar("_Settings", bound=ServiceSettings)

REFUSED: Final = 2
"""The exit code of a service that does not start, which says why."""

_USAGE: Final = """\
python -m services.{name}            run until told to stop (SIGTERM finishes what is in flight)
python -m services.{name} migrate    bring the database to this version's tables, and end

Settings are variables that begin with {upper}_ (shared/settings.py lists them):

    {upper}_SECRETS_DIR=secrets/{name} ... python -m services.{name}
    {upper}_DATABASE_URL=postgresql://OWNER:... python -m services.{name} migrate
"""


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


def main(
    name: str,
    read_settings: Callable[[], _Settings],
    build: Callable[[_Settings], Service],
    scripts: Path,
) -> int:
    """Do what the command line says, for any service; return the process's exit code.

    0: it ended as told; 2: it refuses to start, and says why on standard error in plain words.
    """
    words = sys.argv[1:]
    if words not in ([], ["migrate"]):
        asked = words in (["--help"], ["-h"])
        (sys.stdout if asked else sys.stderr).write(_USAGE.format(name=name, upper=name.upper()))
        return 0 if asked else REFUSED
    try:
        if words:
            only = DatabaseSettings.for_service(name)
            configure_logging(name, "-", only.log_level)
            _migrate(only, scripts)
            return 0
        settings = read_settings()
        configure_logging(name, settings.region, settings.log_level)
        crash_as_told(settings.crash_at)
        _see_to_tables(settings, scripts)
    except SafeMessage as error:
        return _refuse(name, error)
    return uvloop.run(_until_told(name, settings, lambda: build(settings)))


def _see_to_tables(settings: ServiceSettings, scripts: Path) -> None:
    """A service that may change tables could also be made to drop them: only a demonstration's."""
    if settings.embedded:
        _migrate(settings, scripts)
    else:
        require_tables(settings.database_url.get_secret_value(), scripts)


def _migrate(settings: DatabaseSettings, scripts: Path) -> None:
    try:
        migrate(settings.database_url.get_secret_value(), scripts)
    except DBAPIError as error:
        raise TablesUnfit(
            f"the tables stay as they were: {safe_error(error)}. Check that the database runs, "
            "that the URL is its owner's, and that nobody holds its tables; then do it again"
        ) from None


def _refuse(name: str, error: SafeMessage) -> int:
    sys.stderr.write(f"{name} does not start:\n{error}\n")
    return REFUSED


async def _until_told(name: str, settings: ServiceSettings, make: Callable[[], Service]) -> int:
    try:
        service = make()
        if not settings.embedded:
            await knock(service.kafka)
    except SafeMessage as error:
        return _refuse(name, error)
    _collect_garbage_seldom()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, service.stop)
    await service.run()
    return 0


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
