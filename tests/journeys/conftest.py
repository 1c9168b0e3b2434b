"""One region in March 2019 whose time is simulated: London has just opened for young claimants."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from deploy.local.region import SERVICES
from tests.conftest import OpensRegion
from tests.journeys.story import Story
from tests.support.regions import RunningRegion

MONDAY = datetime(2019, 3, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def london(open_region: OpensRegion) -> Iterator[RunningRegion]:
    talkative = {f"{service.upper()}_LOG_LEVEL": "debug" for service in SERVICES}
    served = {f"{service.upper()}_HTTP_PORT": "0" for service in SERVICES}
    with open_region(simulated_from=MONDAY, extra=talkative | served) as opened:
        yield opened


@pytest.fixture
def story(london: RunningRegion, request: pytest.FixtureRequest) -> Story:
    """A story in a borough of its own, on the next morning of the region's time."""
    return Story(london, request.node.name)
