"""A referral's journey on Kafka and PostgreSQL in containers, driven by testcontainers.

Nobody but this process ends the containers: testcontainers' own reaper is one more image, which
cannot be had everywhere. After a run that was killed: `docker ps --filter label=inroads.test`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.config import ConnectionMode, testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from deploy.local.databases import server_version
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from tests.deploy.containers import built, image
from tests.support.checker import judge
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion, running_region
from tests.support.settling import settle
from tests.support.workload import BOROUGHS, a_referral

pytestmark = pytest.mark.slow

LABEL = {"inroads.test": "testcontainers"}
PATIENCE = 180
"""Seconds that a server gets to start."""


class KafkaContainer(DockerContainer):
    """One node by the environment that apache/kafka's own image documents, on a published port."""

    def __init__(self, name: str) -> None:
        port = free_port()
        super().__init__(name, labels=LABEL)
        self.bootstrap = f"localhost:{port}"
        self.with_bind_ports(9092, port)
        for setting, value in {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://localhost:9093",
            "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{self.bootstrap}",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        }.items():
            self.with_env(setting, value)
        started = LogMessageWaitStrategy(re.compile("Kafka Server started"))
        self.waiting_for(started.with_startup_timeout(PATIENCE))


@pytest.fixture(scope="module")
def containers() -> Iterator[Stack]:
    """Both servers, in containers of the images of this checkout."""
    built()
    testcontainers_config.ryuk_disabled = True
    # Even where the tests themselves run in a container, the ports are published on this host.
    testcontainers_config.connection_mode_override = ConnectionMode.docker_host
    postgres = PostgresContainer(image("postgres"), driver=None, labels=LABEL)
    with KafkaContainer(image("kafka")) as kafka, postgres:
        yield Stack(kafka=kafka.bootstrap, database=postgres.get_connection_url())


@pytest.fixture(scope="module")
def region(containers: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningRegion]:
    folder = tmp_path_factory.mktemp("containers")
    with running_region(containers, folder, services=("referrals", "matching")) as opened:
        yield opened


def test_the_servers_are_those_of_the_images(containers: Stack) -> None:
    assert server_version(containers.database).startswith("15.")
    with psycopg.connect(containers.database) as connection:
        (where,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    assert Path(where) == Path("/var/lib/postgresql/data/cluster")


def test_a_referral_gets_its_receipt_and_a_place_on_a_waiting_list(region: RunningRegion) -> None:
    event = region.expected.add(a_referral("in-containers", BOROUGHS[0]), "referral_accepted")
    with watching_receipts(region.region.kafka, region.code) as receipts:
        region.submit(event)
        receipts.wait_for([event.id], patience=90)
        assert receipts.said_of(event.id)["verdict"] == "accepted"
    settle(region)
    (waits,) = region.log().distinct("waiting")
    assert waits.data["area"] == BOROUGHS[0]
    assert judge(region) == []
