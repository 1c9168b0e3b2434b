"""The toy service on each kind of store: the same tests hold for memory and for PostgreSQL."""

from collections.abc import Awaitable, Callable, Iterable

import pytest

from shared.runtime.ports import Store
from shared.store.states import StoredState
from shared.testing.memory_store import MemoryStore
from tests.shared.toy_service import ENTRY, STATES, Toy

MakeStore = Callable[[Iterable[StoredState]], Awaitable[Store]]


async def _memory_store(states: Iterable[StoredState]) -> Store:
    return MemoryStore({stored.kind: stored.key for stored in states})


@pytest.fixture(params=["memory", "postgres"])
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """How to open an empty store; PostgreSQL's is on the servers that the tests run against."""
    if request.param == "memory":
        return _memory_store
    make: MakeStore = request.getfixturevalue("postgres_store")
    return make


@pytest.fixture
async def toy(make_store: MakeStore) -> Toy:
    """The toy service, its programme live."""
    opened = Toy(await make_store(STATES))
    await opened.open()
    return opened


@pytest.fixture
async def closed_toy(make_store: MakeStore) -> Toy:
    """The toy service, which has not heard of any stage yet."""
    return Toy(await make_store(STATES))


@pytest.fixture
async def entry(make_store: MakeStore) -> Toy:
    """The toy as the service that answers senders, which has not heard of any stage yet."""
    return Toy(await make_store(STATES), ENTRY)
