"""A region by `docker compose up`: a sender outside, over TLS with a password, gets an answer."""

import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, Producer

from deploy.local.region import SERVICES
from tests.deploy.containers import Compose, composed
from tests.support.sending import Event
from tests.support.workload import BOROUGHS, a_referral, an_offer

pytestmark = pytest.mark.slow

REGION = "north-east"
"""With a dash, which PostgreSQL's names have to be quoted for."""
PATIENCE = 120.0
SERVERS = {"kafka", "postgres", "letter-box", "prometheus"}
STEPS = {"secrets", "access", *(f"{service}-migrations" for service in SERVICES)}


@pytest.fixture(scope="module")
def region() -> Iterator[Compose]:
    with composed(REGION) as opened:
        yield opened


@pytest.fixture(scope="module")
def sender(region: Compose, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings that a sender on this machine is given, as the README says how."""
    folder = tmp_path_factory.mktemp("senders")
    region.say("cp", "access:/secrets/senders", str(folder))
    lines = (folder / "senders" / "client.properties").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines)
    assert settings["bootstrap.servers"] == region.kafka
    return settings | {"ssl.ca.location": str(folder / "senders" / "authority.pem")}


def eventually(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(1)


def refusal_of(settings: dict[str, Any], topic: str, *, patience: float = 30) -> str:
    """Kafka's answer to a record: the name of its error, or nothing where it was taken."""
    faults: list[KafkaError | None] = []
    seen: list[KafkaError] = []
    producer = Producer(settings | {"log_level": 0, "error_cb": seen.append})
    producer.produce(topic, b"{}", b"k", on_delivery=lambda error, _: faults.append(error))
    deadline = time.monotonic() + patience
    while not faults and not _fatal(seen) and time.monotonic() < deadline:
        producer.poll(0.2)
    producer.purge()
    found = [fault for fault in [*faults, *_fatal(seen)] if fault is not None]
    return found[0].name() if found else ""


def _fatal(seen: list[KafkaError]) -> list[KafkaError]:
    ends = {"_AUTHENTICATION", "_SSL", "_ALL_BROKERS_DOWN", "_TRANSPORT"}
    return [error for error in seen if error.name() in ends]


def submit(sender: dict[str, Any], *events: Event) -> None:
    producer = Producer(sender)
    for event in events:
        producer.produce(f"{REGION}.inbound", event.value, event.key)
    assert producer.flush(30) == 0


def receipts_of(sender: dict[str, Any], *events: Event) -> dict[str, dict[str, Any]]:
    """The receipt of each of these events, by event id, as an office's own group reads them."""
    group = {"group.id": f"{REGION}.senders-HCK01", "auto.offset.reset": "earliest"}
    consumer = Consumer(sender | group | {"enable.auto.commit": False})
    consumer.subscribe([f"{REGION}.receipts"])
    wanted = {event.id for event in events}
    found: dict[str, dict[str, Any]] = {}
    deadline = time.monotonic() + PATIENCE
    try:
        while wanted - found.keys():
            assert time.monotonic() < deadline, f"no receipt for {wanted - found.keys()}"
            for message in consumer.consume(50, 0.5):
                if not message.error():
                    said = json.loads(message.value() or b"{}")
                    found[said["event_id"]] = said
    finally:
        consumer.close()
    return found


def test_every_container_is_healthy_or_has_done_its_step(region: Compose) -> None:
    found = region.containers()
    done = {name for name, one in found.items() if one["State"]["Status"] == "exited"}
    assert done == STEPS
    assert found.keys() - STEPS == {*SERVICES, *SERVERS}
    assert {region.health_of(name) for name in found.keys() - STEPS} == {"healthy"}


def test_no_container_has_rights_or_can_write_into_its_image(region: Compose) -> None:
    for name, one in region.containers().items():
        host = one["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert not host["Privileged"], name
        assert one["Config"]["User"] == "10001:10001", name
    status = region.inside("referrals", "cat", "/proc/1/status")
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)


def test_a_referral_over_sasl_ssl_gets_its_receipt(region: Compose, sender: dict[str, Any]) -> None:
    assert sender["security.protocol"] == "SASL_SSL"
    assert sender["sasl.username"] == f"{REGION}.senders"
    event = a_referral("composed-1", BOROUGHS[1])
    submit(sender, event)
    assert receipts_of(sender, event)[event.id]["code"] == "referral_accepted"


def test_a_circle_comes_about_and_its_members_get_letters(
    region: Compose, sender: dict[str, Any]
) -> None:
    people = [a_referral(f"circle-{number}", BOROUGHS[2]) for number in range(4)]
    soon = datetime.now(UTC) + timedelta(seconds=30)
    offer = an_offer("composed", BOROUGHS[2], (4, 4), confirm_by=soon)
    submit(sender, *people, offer)
    receipts_of(sender, *people, offer)
    # Four people, four meetings each: sent over STARTTLS to a server that proves its name.
    counted = "ls /letters | wc -l"
    eventually(
        lambda: int(region.inside("letter-box", "sh", "-c", counted)) >= 16, "letters were sent"
    )


def test_a_sender_may_send_and_nothing_else(region: Compose, sender: dict[str, Any]) -> None:
    refused = "TOPIC_AUTHORIZATION_FAILED"
    assert refusal_of(sender, f"{REGION}.inbound") == ""
    assert refusal_of(sender, f"{REGION}.referrals") == refused
    assert refusal_of(sender, f"{REGION}.rollout") == refused
    assert refusal_of(sender | {"sasl.password": "wrong"}, f"{REGION}.inbound") == "_AUTHENTICATION"


def test_kafka_speaks_to_nobody_without_tls(region: Compose, sender: dict[str, Any]) -> None:
    plain = {"bootstrap.servers": region.kafka, "message.timeout.ms": 8000}
    assert refusal_of(plain, f"{REGION}.inbound") in {"_ALL_BROKERS_DOWN", "_TRANSPORT"}
    in_clear = sender | {"security.protocol": "SASL_PLAINTEXT", "message.timeout.ms": 8000}
    assert refusal_of(in_clear, f"{REGION}.inbound") in {"_ALL_BROKERS_DOWN", "_TRANSPORT"}


def test_postgres_speaks_to_nobody_without_tls_and_owns_up_to_its_name(region: Compose) -> None:
    words = "PGPASSWORD=$(cat /run/secrets/inroads/password) psql -c 'SELECT 1'"
    trusted = "user=postgres sslrootcert=/run/secrets/inroads/authority.pem"

    def said(where: str) -> str:
        script = f'{words} "{trusted} {where}"'
        return region.inside("postgres", "sh", "-c", script, check=False)

    assert "(1 row)" in said("host=postgres sslmode=verify-full")
    assert "no encryption" in said("host=postgres sslmode=disable")
    other = "host=not-its-name hostaddr=127.0.0.1 sslmode=verify-full"
    assert "does not match host name" in said(other)


def test_a_service_sees_its_own_secrets_and_cannot_alter_tables(region: Compose) -> None:
    for service in SERVICES:
        found = region.inside(service, "ls", "/run/secrets/inroads").split()
        assert sorted(found) == [
            "authority.pem",
            "keyring.json",
            f"{service}_database_url",
            f"{service}_kafka_password",
            f"{service}_kafka_username",
        ]
    script = """
import os, psycopg
url = open("/run/secrets/inroads/matching_database_url").read()
with psycopg.connect(url) as connection:
    print(connection.execute("SELECT version_num FROM alembic_version").fetchone())
    connection.execute("CREATE TABLE mine (id int)")
"""
    said = region.inside("matching", "python", "-c", script, check=False)
    assert re.search(r"^\('\d{4}',\)", said), said
    assert "permission denied for schema public" in said


def test_prometheus_hears_all_five_and_knows_the_alerts(region: Compose) -> None:
    def ready() -> dict[str, str]:
        query = urllib.parse.urlencode({"query": "inroads_ready"})
        with urllib.request.urlopen(f"{region.prometheus}/api/v1/query?{query}") as answer:
            rows = json.load(answer)["data"]["result"]
        assert {row["metric"]["region"] for row in rows} <= {REGION}
        return {row["metric"]["service"]: row["value"][1] for row in rows}

    eventually(lambda: ready() == dict.fromkeys(SERVICES, "1"), "all five are ready")
    with urllib.request.urlopen(f"{region.prometheus}/api/v1/rules") as answer:
        assert json.load(answer)["data"]["groups"]


def test_up_again_changes_nothing(region: Compose) -> None:
    region.say("run", "--rm", "secrets")
    said = region.say("run", "--rm", "access")
    assert not re.search(r"^[+~-] ", said, re.MULTILINE), said
    assert "is live" not in said, "how far a programme is open is now the operators' business"


def test_health_goes_with_the_database_and_comes_back(region: Compose) -> None:
    region.say("stop", "postgres")
    eventually(lambda: region.health_of("referrals") == "unhealthy", "referrals says so")
    ask = "import urllib.request as u; print(u.urlopen('http://localhost:8080/health/live').status)"
    live = region.inside("referrals", "python", "-c", ask)
    assert live.strip() == "200", "to start it again would mend nothing"
    region.say("start", "postgres")
    eventually(lambda: region.health_of("referrals") == "healthy", "referrals is well again")


def test_what_runs_ends_when_told_to(region: Compose) -> None:
    ends = [*SERVICES, "letter-box", "prometheus"]
    region.say("stop", "--timeout", "25", *ends)
    found = region.containers()
    assert {name: found[name]["State"]["ExitCode"] for name in ends} == dict.fromkeys(ends, 0)
