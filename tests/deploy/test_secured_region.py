"""Five services as in service: over TLS, by password, each with its own rights only."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import psycopg
import pytest
from confluent_kafka import Consumer, Producer

from deploy.access.database import apply_roles
from deploy.access.kafka import plan_access
from deploy.access.secret_files import SecretFiles
from deploy.local.region import SERVICES
from services.matching.app import MIGRATIONS
from shared.contracts.operations import StageChanged
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess
from tests.deploy.secured import Secured
from tests.support.checker import judge
from tests.support.regions import RunningRegion
from tests.support.sending import Event, event_of
from tests.support.settling import settle
from tests.support.workload import PROGRAMME, a_referral

pytest_plugins = ["tests.deploy.secured_fixture"]
pytestmark = pytest.mark.usefixtures("tools_as_admin")
ROOT = Path(__file__).parents[2]


def publish(kafka: KafkaAccess, where: str, event: Event) -> None:
    """Send as anybody does who has librdkafka and a password."""
    producer = Producer(kafka.librdkafka() | {"enable.idempotence": True, "log_level": 2})
    producer.produce(where, event.value, event.key)
    assert producer.flush(20) == 0


NEWEST = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("0*.py"))


@contextmanager
def heard(kafka: KafkaAccess, where: str, group: str) -> Iterator[Consumer]:
    settings = {"group.id": group, "auto.offset.reset": "earliest", "log_level": 2}
    consumer = Consumer(kafka.librdkafka() | settings)
    consumer.subscribe([where])
    try:
        yield consumer
    finally:
        consumer.close()


def receipt_for(consumer: Consumer, event: str, patience: float = 40.0) -> dict[str, object]:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for message in consumer.consume(100, 0.2):
            assert message.error() is None, message.error()
            said: dict[str, object] = orjson.loads(message.value() or b"{}")
            if said["event_id"] == event:
                return said
    raise AssertionError(f"no receipt for {event}")


def test_a_sender_with_its_own_password_gets_its_receipt(
    secured: Secured, secured_region: RunningRegion
) -> None:
    region = secured_region.code
    senders, operators = secured.as_party("senders"), secured.as_party("operators")
    stage = event_of(StageChanged, {"programme": PROGRAMME, "stage": "live"}, source="/operators")
    publish(operators, topic(region, Stream.ROLLOUT), stage)
    event = secured_region.expected.add(a_referral("secured-1", "E09000012"), "referral_accepted")
    publish(senders, topic(region, Stream.INBOUND), event)
    with heard(senders, topic(region, Stream.RECEIPTS), f"{region}.senders-HCK01") as consumer:
        assert receipt_for(consumer, event.id)["verdict"] == "accepted"
    settle(secured_region)
    log = secured_region.log()
    assert log.distinct(Stream.WAITING), "matching did not hear of it"
    assert log.distinct(Stream.PEOPLE), "the person was not shared"
    assert judge(secured_region) == []


def test_no_service_asks_for_more_than_it_may(secured_region: RunningRegion) -> None:
    for service in secured_region.services:
        said = secured_region.region.log_of(service).read_text()
        assert "AuthorizationFailed" not in said, service
        assert "InsufficientPrivilege" not in said, service
        assert "42501" not in said, service
        assert "service.started" in said, service


def test_no_secret_is_in_a_log_or_on_a_command_line(
    secured: Secured, secured_region: RunningRegion
) -> None:
    secrets = [file for file in secured.secrets.folder.rglob("*") if file.is_file()]
    assert len(secrets) == 2 * 8 + 2 * 5
    assert {file.stat().st_mode & 0o777 for file in secrets} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in secured.secrets.folder.iterdir()} == {0o700}
    told = [file.read_text() for file in secrets if "username" not in file.name]
    passwords = {text.partition("@")[0].rpartition(":")[2] for text in told}
    logs = "".join(file.read_text(errors="replace") for file in secured.folder.rglob("*.log"))
    lines = ""
    for server in secured_region.region.servers.values():
        lines += Path(f"/proc/{server.pid}/cmdline").read_text()
        lines += Path(f"/proc/{server.pid}/environ").read_text()
    assert "partitions.assigned" in logs
    assert [p for p in passwords if p in logs or p in lines] == []


def test_what_runs_is_as_declared(secured: Secured, secured_region: RunningRegion) -> None:
    plan = plan_access(secured.stack.kafka_access, secured_region.code, secured.secrets)
    assert list(plan.lines()) == []


def run(
    secured_region: RunningRegion, service: str, *words: str, **changed: str
) -> tuple[int, str]:
    """Run a service's program with other settings; return how it ended and what it said."""
    given = dict(secured_region.region.servers[service]._launch.environment)
    given |= {f"{service.upper()}_{name}": value for name, value in changed.items()}
    ended = subprocess.run(
        [sys.executable, "-m", f"services.{service}", *words],
        cwd=ROOT,
        env={name: value for name, value in given.items() if value != UNSET},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr


UNSET = "unset"


def test_tables_that_are_too_old_are_refused_with_the_next_step(
    secured: Secured, secured_region: RunningRegion, tmp_path: Path
) -> None:
    secrets = SecretFiles(tmp_path)
    urls = apply_roles(secured.stack.database, "s-leeds", "matching", secrets)
    code, said = run(secured_region, "matching", DATABASE_URL=urls.service)
    assert (code, "revision none" in said, "migrate" in said) == (2, True, True), said
    assert "Traceback" not in said
    code, said = run(secured_region, "matching", "migrate", DATABASE_URL=urls.service)
    assert (code, "stay as they were" in said) == (2, True), "only the owner may migrate"
    assert run(secured_region, "matching", "migrate", DATABASE_URL=urls.owner)[0] == 0
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        owner.execute("UPDATE alembic_version SET version_num = '0002'")
    code, said = run(secured_region, "matching", DATABASE_URL=urls.service)
    assert (code, f"revision 0002, and this version needs {NEWEST}" in said) == (2, True), said


def test_a_keyring_that_others_can_read_is_refused(
    secured_region: RunningRegion, tmp_path: Path
) -> None:
    keyring = tmp_path / "keyring.json"
    keyring.write_text(json.dumps({"region": secured_region.code, "keys": {}}))
    keyring.chmod(0o644)
    code, said = run(secured_region, "matching", KEYRING=str(keyring))
    assert (code, "others can read" in said, "chmod 640" in said) == (2, True, True), said


@pytest.mark.parametrize("service", SERVICES)
def test_without_its_secrets_a_service_does_not_start(
    secured_region: RunningRegion, service: str
) -> None:
    code, said = run(secured_region, service, SECRETS_DIR=UNSET)
    assert code == 2
    assert f"{service.upper()}_DATABASE_URL is missing" in said
    assert "Traceback" not in said


def test_a_kafka_that_does_not_let_in_is_told_without_the_password(
    secured_region: RunningRegion,
) -> None:
    code, said = run(secured_region, "matching", KAFKA_PASSWORD="wrong-one")
    assert (code, "does not let this user in" in said) == (2, True), said
    assert "Traceback" not in said
    assert "wrong-one" not in said


def test_a_database_that_does_not_let_in_is_told_without_the_password(
    secured: Secured, secured_region: RunningRegion
) -> None:
    url = str(secured.secrets.read("matching", "database_url"))
    password = url.partition("@")[0].rpartition(":")[2]
    code, said = run(secured_region, "matching", DATABASE_URL=url.replace(password, "wrong-one"))
    assert (code, "cannot be asked" in said, "wrong-one" in said) == (2, True, False), said
    assert os.linesep in said
