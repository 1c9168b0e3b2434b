"""One region whose services are killed, stopped and fed bad bytes, by all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.conftest import OpensRegion
from tests.support.processes import start_all
from tests.support.regions import RunningRegion


@pytest.fixture(scope="session")
def faults_region(open_region: OpensRegion) -> Iterator[RunningRegion]:
    with open_region() as opened:
        yield opened


@pytest.fixture
def faults(faults_region: RunningRegion) -> RunningRegion:
    """The region with every service running, whatever an earlier test did."""
    start_all(faults_region)
    return faults_region
