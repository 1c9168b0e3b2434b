"""The cluster that these tests share. It takes minutes, so they run only when they are named:
`./inroads test --cluster`.
"""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.cluster.region_on_cluster import RegionOnCluster, region_on_cluster
from deploy.cluster.release import ReleaseTakenBackError
from deploy.local.errors import StackError

REGION = "north-east"
"""With a dash, which PostgreSQL's names have to be quoted for."""
HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave these tests out of a run that does not name this folder or a file in it."""
    places = [Path(str(word).partition("::")[0]).resolve() for word in config.args]
    return None if any(place.is_relative_to(HERE) for place in places) else True


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[RegionOnCluster]:
    """A region that can be installed; what is done is said while it is done."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(text: str) -> None:
        with capture.global_and_fixture_disabled():
            print(text, flush=True)

    # A request to end is answered like a Ctrl-C: pytest leaves the fixtures in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say("")
    with ExitStack() as until_the_end:
        try:
            yield until_the_end.enter_context(region_on_cluster(REGION, say))
        except StackError as error:
            pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def installed(cluster: RegionOnCluster) -> RegionOnCluster:
    """The region, installed as its README says."""
    cluster.progress("Helm: installing the chart.")
    try:
        cluster.release.install(cluster.values, seconds=600)
    except ReleaseTakenBackError as error:
        pytest.fail(f"{error}\n{cluster.troubles()}", pytrace=False)
    cluster.progress("Helm: installed; all five services are ready.")
    return cluster
