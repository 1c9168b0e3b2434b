"""Every injected fault raises its own alert in a real Prometheus, which clears once it is mended.

The rules are the product's own; only their times are shortened (``tests/support/prometheus.py``).
"""

import shutil
import time
from collections.abc import Iterator

import pytest

from deploy.local.region import SERVICES
from deploy.local.server import Server
from deploy.local.stack import Stack
from shared.contracts.streams import Stream
from tests.faults import faults
from tests.faults.test_poison import offer_made
from tests.support.prometheus import MISSING, Alert, Watch, as_variables, http_ports, watching
from tests.support.regions import RunningRegion, running_region
from tests.support.settling import settle, wait_until

PATIENCE = 150.0
"""Seconds; a fault takes about ten, but not on a machine that does much else."""


class Watched:
    """A region, and what Prometheus has seen of it since a test began."""

    def __init__(self, region: RunningRegion, stack: Stack, watch: Watch) -> None:
        self.region, self.stack, self.watch = region, stack, watch
        self._began = time.monotonic()
        self._expected: set[Alert] = set()

    def fired(self) -> set[Alert]:
        """Every alert that has fired."""
        return self.watch.fired_since(self._began)

    def expect(self, *alerts: Alert) -> None:
        """Each of these fires."""
        self._expected |= set(alerts)
        deadline = time.monotonic() + PATIENCE
        while missing := set(alerts) - self.fired():
            assert time.monotonic() < deadline, f"these did not fire: {sorted(missing)}"
            time.sleep(0.2)

    def allow(self, *alerts: Alert) -> None:
        """Each of these may fire, where a machine is slow."""
        self._expected |= set(alerts)

    def nothing_else(self) -> None:
        """Nothing has fired that nobody's fault raised."""
        assert self.fired() - self._expected == set()

    def clears(self) -> None:
        """Nothing fires any more, or is about to."""
        wait_until(lambda: not self.watch.active(), "every alert is over", PATIENCE)


@pytest.fixture(scope="module")
def opened(
    own_stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RunningRegion, Watch]]:
    if shutil.which("prometheus") is None:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("alerts")
    ports = http_ports(SERVICES)
    with (
        running_region(own_stack, folder / "region", extra=as_variables(ports)) as region,
        watching(region.code, ports, folder / "prometheus") as watch,
    ):
        yield region, watch


@pytest.fixture
def watched(opened: tuple[RunningRegion, Watch], own_stack: Stack) -> Watched:
    """The region with no alert left of an earlier test."""
    region, watch = opened
    wait_until(lambda: not watch.active(), "every earlier alert is over", PATIENCE)
    return Watched(region, own_stack, watch)


@pytest.mark.slow
def test_a_busy_region_without_a_fault_raises_no_alert(watched: Watched) -> None:
    traffic = faults.Traffic(watched.region, "calm")
    for _ in range(20):
        traffic.send()
        time.sleep(0.5)
    settle(watched.region)
    assert _sum_of(watched.watch, "inroads_ready") == 5, "not all were watched: it proves nothing"
    watched.clears()
    watched.nothing_else()


@pytest.mark.slow
def test_faults_inside_a_service_raise_their_alerts(watched: Watched) -> None:
    region = watched.region
    undo = [
        faults.reset_mail_connections(region),
        faults.take_the_relays_lock(region, "notifications"),
        faults.falsify_a_figure(region),
        faults.lose_a_topic(region, "reporting"),
    ]
    broken, *behind = [offer_made("alerts-broken", f"alerts-{n}", seats=60) for n in range(3)]
    region.publish(Stream.OFFERS, broken, *behind)
    with faults.losing_connections(region, "referrals"):
        watched.expect(
            ("InroadsNotificationsUnconfirmed", "notifications"),
            ("InroadsRelayWithoutLeader", "notifications"),
            ("InroadsReconciliationDifference", "reporting"),
            ("InroadsOutboxOld", "reporting"),
            ("InroadsDeadLettersNew", "matching"),
            ("InroadsFactsParked", "matching"),
            ("InroadsStoreRetries", "referrals"),
        )
    faults.age_dead_letters(region, "matching")
    watched.expect(("InroadsDeadLettersOld", "matching"))
    for mend in undo:
        mend()
    faults.discard_what_is_held(region, "matching")
    watched.clears()
    watched.nothing_else()


@pytest.mark.slow
def test_a_locked_table_stops_its_service_and_makes_a_batch_slow(watched: Watched) -> None:
    unlock = faults.lock_a_table(watched.region, "reporting", "inbox")
    faults.Traffic(watched.region, "locked").send(3)
    watched.expect(("InroadsConsumerNotProgressing", "reporting"))
    unlock()
    watched.expect(("InroadsBatchSlow", "reporting"))
    watched.clears()
    watched.allow(("InroadsConsumerLagging", "reporting"))
    watched.nothing_else()


@pytest.mark.slow
def test_a_killed_service_is_down_and_a_frozen_one_hangs(watched: Watched) -> None:
    undo = [faults.kill(watched.region, "scheduling"), faults.freeze(watched.region, "matching")]
    watched.expect(("InroadsServiceDown", "scheduling"), ("InroadsServiceHanging", "matching"))
    watched.nothing_else()  # until now: coming back, a service first waits for its partitions
    for mend in undo:
        mend()
    watched.clears()


@pytest.mark.slow
@pytest.mark.parametrize("server", ["postgres", "kafka"])
def test_an_outage_of_a_server_is_told_as_that_and_nobody_is_restarted_for_it(
    watched: Watched, server: str
) -> None:
    services = watched.region.region.servers
    processes = [services[service].pid for service in SERVICES]
    crashed, alert = _server(watched.stack, server)
    crashed.kill()
    try:
        watched.expect(*((alert, service) for service in SERVICES))
        assert _sum_of(watched.watch, "inroads_live") == len(SERVICES)
        watched.nothing_else()  # until now: who comes back first may wait for who comes back last
    finally:
        crashed.start()
    watched.clears()
    assert _sum_of(watched.watch, "inroads_live") == len(SERVICES)
    assert [services[service].pid for service in SERVICES] == processes


def _server(stack: Stack, name: str) -> tuple[Server, str]:
    found = stack.kafka_process if name == "kafka" else stack.postgres_process
    assert found is not None
    return found, f"Inroads{'Kafka' if name == 'kafka' else 'Database'}Unreachable"


def _sum_of(watch: Watch, figure: str) -> int:
    return sum(int(series["value"][1]) for series in watch.query(figure))
