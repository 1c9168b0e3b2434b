"""The secured servers for every test module that names this one in ``pytest_plugins``."""

from collections.abc import Iterator

import pytest

from tests.deploy.secured import (
    NO_TLS,
    Secured,
    open_secured,
    open_secured_region,
    tls_programs,
)
from tests.support import kafka as tools
from tests.support.regions import RunningRegion


@pytest.fixture(scope="session")
def secured() -> Iterator[Secured]:
    """Kafka over SASL_SSL and PostgreSQL over TLS, started once for all tests that ask."""
    programs = tls_programs()
    if programs is None:
        pytest.skip(NO_TLS)
    with open_secured(programs) as opened:
        yield opened


@pytest.fixture(scope="session")
def secured_region(secured: Secured) -> Iterator[RunningRegion]:
    """Five services as in service: over TLS, with their own rights only, not embedded."""
    with open_secured_region(secured) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools_as_admin(secured: Secured) -> Iterator[None]:
    """Let the tests' own Kafka tools, which know of no users, speak as the administrator."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in secured.stack.kafka_access.librdkafka().items():
            patch.setitem(tools._QUIET, name, value)
        yield
