"""The servers that tests run against, and what runs on them."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.stack import Stack, open_stack
from shared.store import engine_tables
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from shared.store.states import StoredState
from tests.support import side_by_side
from tests.support.databases import EmptyDatabases, empty_databases
from tests.support.regions import RunningRegion, running_region
from tests.support.side_by_side import WorkerOf

# What starts often is compiled once, also where pytest is not started by ./inroads.
os.environ["PYTHONDONTWRITEBYTECODE"] = ""
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "bytecode"))

# A landing must not fail by the luck of the draw; everywhere else every run looks somewhere new.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

OpensStore = Callable[[Iterable[StoredState]], Awaitable[PostgresStore]]
OpensRegion = Callable[..., AbstractContextManager[RunningRegion]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests run side by side, tell which share a region, and begin with the slow ones."""
    if hasattr(config, "workerinput"):
        side_by_side.mark(items)
        side_by_side.slow_first(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Where tests run side by side, close each region once nobody shares it any more."""
    yield
    if hasattr(item.config, "workerinput"):
        side_by_side.close_unshared(item, nextitem)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WorkerOf:  # noqa: ANN401 - untyped
    return WorkerOf(config, log)


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """A real Kafka and PostgreSQL: those that the environment names, or new ones; says which."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with ExitStack() as until_the_end:
        with capture.global_and_fixture_disabled():
            print()
            opened = until_the_end.enter_context(open_stack())
        yield opened


@pytest.fixture(scope="session")
def databases(stack: Stack) -> Iterator[EmptyDatabases]:
    """Empty databases, handed from test to test."""
    with empty_databases(stack) as opened:
        yield opened


@pytest.fixture
async def postgres_store(databases: EmptyDatabases) -> AsyncIterator[OpensStore]:
    """Opens stores on empty databases with the engine's tables and those of the states given."""
    used: list[tuple[str, AsyncEngine]] = []

    async def open_store(states: Iterable[StoredState]) -> PostgresStore:
        states, url = tuple(states), databases.take()
        engine = connect(url, "test")
        used.append((url, engine))
        async with engine.begin() as connection:
            await connection.run_sync(engine_tables.metadata.create_all)
            for stored in states:
                await connection.run_sync(stored.table.create)
        return PostgresStore(engine, states)

    yield open_store
    for url, engine in used:
        await engine.dispose()
        databases.give_back(url)


@pytest.fixture(scope="session")
def open_region(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> OpensRegion:
    """Opens a region of real service processes under a code of its own; see ``running_region``."""

    def open_one(**settings: object) -> AbstractContextManager[RunningRegion]:
        return partial(running_region, stack, tmp_path_factory.mktemp("region"))(**settings)  # type: ignore[arg-type]

    return open_one


@pytest.fixture(scope="session")
def own_stack() -> Iterator[Stack]:
    """Servers that nobody else uses, for tests that crash them."""
    with open_stack(embedded_only=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def crash_region(
    own_stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningRegion]:
    """The first two services, on servers that are crashed under them."""
    folder = tmp_path_factory.mktemp("crashes")
    with running_region(own_stack, folder, services=("referrals", "matching")) as opened:
        yield opened
