"""Passwords are changed while the region works: nothing is lost, and nothing happens twice."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from deploy.access.database import renew_database_password
from deploy.access.kafka_users import renew_kafka_password
from shared.contracts.streams import Stream
from tests.deploy.secured import Secured
from tests.support.checker import judge
from tests.support.databases import hang_up
from tests.support.processes import end_gracefully, start
from tests.support.regions import RunningRegion
from tests.support.settling import settle, wait_until
from tests.support.workload import Workload

pytest_plugins = ["tests.deploy.secured_fixture"]
pytestmark = [pytest.mark.usefixtures("tools_as_admin"), pytest.mark.slow]
ROTATED = ("referrals", "matching")


@contextmanager
def load(region: RunningRegion) -> Iterator[None]:
    """Send slices of a busy day for as long as the context lasts."""
    stopping, workload = threading.Event(), Workload(region.expected)

    def send() -> None:
        while not stopping.wait(0.6):
            region.submit(*workload.next_slice())

    sending = threading.Thread(target=send)
    sending.start()
    try:
        yield
    finally:
        stopping.set()
        sending.join()


def receipts(region: RunningRegion) -> int:
    return len(region.log().on(Stream.RECEIPTS))


def goes_on(region: RunningRegion, what: str) -> None:
    """Wait until twenty more receipts have been written."""
    before = receipts(region)
    wait_until(lambda: receipts(region) > before + 20, what, 60)


def database_url(secured: Secured, service: str) -> str:
    return str(secured.secrets.read(service, "database_url"))


def renew(secured: Secured, region: RunningRegion, service: str) -> None:
    stack = secured.stack
    renew_kafka_password(stack.kafka_access, region.code, service, secured.secrets)
    renew_database_password(stack.database, region.code, service, secured.secrets)


def restart(secured: Secured, region: RunningRegion, service: str) -> None:
    """What a rolling restart does to a service, with the files as they are now."""
    end_gracefully(region.region.servers[service])
    hang_up(region.region.databases[service])
    region.region.databases[service] = database_url(secured, service)
    start(region, service)


def test_passwords_change_under_load_and_the_old_ones_do_until_the_restart(
    secured: Secured, secured_region: RunningRegion
) -> None:
    secured_region.change_stage("live")
    old = {service: database_url(secured, service) for service in ROTATED}
    pids = {service: secured_region.region.servers[service].pid for service in ROTATED}
    with load(secured_region):
        goes_on(secured_region, "the region works")
        for service in ROTATED:
            renew(secured, secured_region, service)
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(old[service])
        goes_on(secured_region, "those who were connected go on")
        assert pids == {s: secured_region.region.servers[s].pid for s in ROTATED}
        for service in ROTATED:
            restart(secured, secured_region, service)
        goes_on(secured_region, "the new passwords are good")
    settle(secured_region, 120)
    assert judge(secured_region) == []


def test_a_connection_that_breaks_between_change_and_restart_costs_time_and_nothing_else(
    secured: Secured, secured_region: RunningRegion
) -> None:
    secured_region.change_stage("live")
    with load(secured_region):
        goes_on(secured_region, "the region works")
        renew(secured, secured_region, "referrals")
        cut_off(secured, f"{secured_region.code}_referrals")
        time.sleep(3)
        assert secured_region.region.servers["referrals"].running, "it waits"
        restart(secured, secured_region, "referrals")
        goes_on(secured_region, "it works off what waited")
    settle(secured_region, 120)
    assert judge(secured_region) == []


def cut_off(secured: Secured, role: str) -> None:
    """End every connection of a role; its old password does not let it in again."""
    with psycopg.connect(secured.stack.database) as admin:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
        assert admin.execute(query, [role]).rowcount > 0


@pytest.mark.parametrize("server", ["was not told yet", "was told"])
def test_a_renewal_that_was_cut_short_is_finished_by_the_next(
    secured: Secured, secured_region: RunningRegion, server: str
) -> None:
    url = database_url(secured, "reporting")
    password = url.partition("@")[0].rpartition(":")[2]
    noted = secured.secrets.begin_change(
        "reporting", "database_url", url.replace(password, "of-the-one-that-was-cut-short")
    )
    if server == "was told":
        with psycopg.connect(secured.stack.database, autocommit=True) as admin:
            role = f'"{secured_region.code}_reporting"'
            admin.execute(f"ALTER ROLE {role} PASSWORD 'of-the-one-that-was-cut-short'")
    renew_database_password(
        secured.stack.database, secured_region.code, "reporting", secured.secrets
    )
    assert database_url(secured, "reporting") == noted
    psycopg.connect(noted).close()
    restart(secured, secured_region, "reporting")
