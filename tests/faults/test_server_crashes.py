"""Kafka or PostgreSQL crash under load: services wait for them, and go on where they were."""

import threading
import time

import pytest

from deploy.local.server import Server
from deploy.local.stack import Stack
from tests.support.checker import judge
from tests.support.regions import RunningRegion
from tests.support.settling import settle
from tests.support.workload import Workload


@pytest.mark.slow
@pytest.mark.parametrize("crashed", ["kafka", "postgres"])
def test_a_crash_under_load_loses_and_doubles_nothing(
    own_stack: Stack, crash_region: RunningRegion, crashed: str
) -> None:
    server = own_stack.kafka_process if crashed == "kafka" else own_stack.postgres_process
    assert server is not None
    region = crash_region
    processes = [region.region.servers[service].pid for service in region.services]
    load = _Load(region)
    load.start()
    time.sleep(1)
    _crash_and_start_again(server)
    load.stop()
    assert settle(region) <= 60
    assert [region.region.servers[s].pid for s in region.services] == processes, "a service ended"
    assert judge(region) == []


def _crash_and_start_again(server: Server) -> None:
    server.kill()
    time.sleep(2)
    server.start()
    time.sleep(1)


class _Load(threading.Thread):
    """Sends slices of a busy day until it is stopped, through outages too."""

    def __init__(self, region: RunningRegion) -> None:
        super().__init__()
        self._region, self._stopping = region, threading.Event()

    def run(self) -> None:
        workload = Workload(self._region.expected)
        while not self._stopping.wait(0.3):
            self._region.submit(*workload.next_slice())

    def stop(self) -> None:
        self._stopping.set()
        self.join()
