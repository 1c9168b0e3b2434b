"""The steps of `./inroads region` on servers that are only spoken to in secret, as operators take
them: logins from files, each service as its own user, nothing embedded.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient

from deploy.access.access_list import add_rights
from deploy.access.client_settings import FILE, read_login
from deploy.access.rights import Right, declared_rights, users_of
from deploy.cli.__main__ import main
from deploy.local.region import SERVICES
from deploy.regions.inventory import load_inventory
from deploy.rollout.apply import Applying
from deploy.rollout.audit import history
from deploy.rollout.cell import Cell
from deploy.rollout.drill_releases import grown
from deploy.rollout.drill_traffic import referral
from deploy.rollout.release import CHECKOUT, copy_code
from deploy.rollout.servers import DATABASE_LOGIN, KAFKA_LOGIN, Servers
from shared.contracts.streams import Stream, topic
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import topics_of
from tests.deploy.kafka_verbs import REFUSED, send
from tests.deploy.secured import Secured

pytest_plugins = ["tests.deploy.secured_fixture"]
pytestmark = pytest.mark.slow
REGION = "london"


@dataclass(frozen=True)
class Operator:
    """What an operator has: a state folder, and the logins' files in the environment."""

    work: Applying
    secured: Secured
    release: Path
    """A copy of the code, which nobody edits meanwhile."""

    @property
    def cell(self) -> Cell:
        return self.work.cell

    def step(self, name: str, *words: str) -> int:
        """Type a step of `./inroads region`."""
        if name in ("plan", "apply") and "--release" not in words:
            words = (*words, "--release", str(self.release))
        return main(["region", name, REGION, "--state", str(self.cell.state), *words])

    def as_outsider(self, party: str) -> KafkaAccess:
        """A party outside with nothing but the file that was handed to it."""
        return KafkaAccess(
            self.secured.stack.kafka, read_login(self.cell.secrets.file(party, FILE))
        )


@pytest.fixture(scope="module")
def operator(secured: Secured, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Nothing was applied yet; every service ends with the tests."""
    stack, cell = secured.stack, Cell(REGION, tmp_path_factory.mktemp("regions"))
    servers = Servers(stack.kafka, stack.database, stack.kafka_login)
    release = cell.state / "checkout"
    copy_code(CHECKOUT, release)
    doing = Operator(Applying(load_inventory(), cell, servers, print), secured, release)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("INROADS_KAFKA", stack.kafka)
        patched.setenv(KAFKA_LOGIN, str(login_file(secured, cell.state / "kafka-login")))
        patched.setenv(DATABASE_LOGIN, str(private(cell.state / "database-login", stack.database)))
        # What an operator's shell may hold by accident, and no service may obey.
        patched.setenv("MATCHING_EMBEDDED", "true")
        patched.delenv("INROADS_DATABASE", raising=False)
        yield doing
    for service in SERVICES:
        doing.work.processes.stop(service)


def private(file: Path, text: str) -> Path:
    file.touch(0o600)
    file.write_text(text)
    return file


def login_file(secured: Secured, file: Path) -> Path:
    login = secured.stack.kafka_login
    assert login is not None
    return private(
        file,
        "# the administrator\n"
        f"sasl.username={login.username}\n"
        f"sasl.password={login.password}\n"
        f"ssl.ca.location={login.authority}\n",
    )


def planned(operator: Operator, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """The changes that a plan shows."""
    capsys.readouterr()
    assert operator.step("plan", "--json") == 0
    changes: list[dict[str, str]] = json.loads(capsys.readouterr().out)["changes"]
    return changes


def receipt_for(kafka: KafkaAccess, event: str, patience: float = 30.0) -> dict[str, object]:
    settings = {"group.id": f"{REGION}.senders-DRIL01", "auto.offset.reset": "earliest"}
    consumer = Consumer(kafka.librdkafka() | settings | {"log_level": 2})
    consumer.subscribe([topic(REGION, Stream.RECEIPTS)])
    deadline = time.monotonic() + patience
    try:
        while time.monotonic() < deadline:
            for message in consumer.consume(100, 0.2):
                assert message.error() is None, message.error()
                said: dict[str, object] = json.loads(message.value() or b"{}")
                if said["event_id"] == event:
                    return said
    finally:
        consumer.close()
    raise AssertionError(f"no receipt for {event}")


def test_a_plan_shows_users_rights_and_roles_and_touches_nothing(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    changes = planned(operator, capsys)
    kinds = [change["kind"] for change in changes]
    wanted = {
        "topic": len(topics_of(REGION, SERVICES)),
        "user": len(users_of(REGION)),
        "right": len(declared_rights(REGION)),
        "role": 10,
        "database": 5,
        "keys": 1,
        "migration": 5,
        "service": 5,
        "stage": 1,
    }
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == wanted
    assert operator.step("apply", "--dry-run") == 0
    assert planned(operator, capsys) == changes
    assert not operator.cell.folder.exists()


def test_an_apply_brings_it_up_and_a_verification_passes(operator: Operator) -> None:
    assert operator.step("apply", "--by", "ann") == 0
    assert operator.step("verify") == 0
    assert history(operator.cell)[-1]["by"] == "ann"


def test_a_second_plan_is_empty_and_a_second_apply_touches_nothing(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [operator.work.processes.running(service) for service in SERVICES]
    assert planned(operator, capsys) == []
    assert operator.step("apply") == 0
    assert "nothing would change" in capsys.readouterr().out
    assert [operator.work.processes.running(service) for service in SERVICES] == before


def test_its_status_is_told(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["region", "status", "--state", str(operator.cell.state), "--json"]) == 0
    (found,) = (at for at in json.loads(capsys.readouterr().out) if at["code"] == REGION)
    assert [(s["service"], s["ready"], s["unread"]) for s in found["services"]] == [
        (service, True, 0) for service in SERVICES
    ]


def test_secrets_are_in_closed_files_and_nowhere_else(operator: Operator) -> None:
    files = [file for file in operator.cell.secrets.folder.rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    passwords = {file.read_text() for file in files if file.name.endswith("kafka_password")}
    urls = operator.cell.databases().values()
    passwords |= {url.partition("@")[0].rpartition(":")[2] for url in urls}
    assert len(passwords) == len(users_of(REGION)) + len(SERVICES)
    seen = "".join(operator.cell.log_of(service).read_text() for service in SERVICES)
    for service in SERVICES:
        running = operator.work.processes.running(service)
        assert running is not None
        variables = psutil.Process(running.pid).environ()
        assert f"{service.upper()}_EMBEDDED" not in variables
        assert not any(name.startswith("INROADS_") for name in variables)
        seen += str(variables)
    assert [secret for secret in passwords if secret in seen] == []


def test_a_referral_of_an_outsider_gets_its_receipt(operator: Operator) -> None:
    for _ in ("shadow", "canary"):
        assert operator.step("promote", "--by", "ann") == 0
    assert operator.step("promote", "--by", "ann") == 1
    assert operator.step("approve", "--by", "bob") == 0
    assert operator.step("promote", "--by", "ann") == 0
    senders = operator.as_outsider("senders")
    event, value = referral(REGION, "E09000012", 1)
    producer = Producer(senders.librdkafka() | {"enable.idempotence": True, "log_level": 2})
    producer.produce(topic(REGION, Stream.INBOUND), value, "1")
    assert producer.flush(20) == 0
    assert receipt_for(senders, event)["verdict"] == "accepted"
    assert operator.step("pause") == 0
    assert operator.step("promote") == 0


def test_a_service_may_not_do_more_than_is_declared(operator: Operator) -> None:
    matching = operator.work.as_party("matching")
    user, write = f"{REGION}.matching", ("topic", "write")
    rights = declared_rights(REGION)
    own = {r.name for r in rights if r.user == user and (r.resource, r.operation) == write}
    others = topics_of(REGION, SERVICES).keys() - own
    assert dict(send(matching, others)) == dict.fromkeys(others, REFUSED)
    url = urlsplit(operator.cell.databases()["matching"])
    with (
        psycopg.connect(url.geturl()) as store,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        store.execute("CREATE TABLE more (id int)")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(url._replace(path=f"/{REGION}_referrals").geturl())


def test_a_right_that_was_given_by_hand_is_found_and_taken_away(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = Right(f"{REGION}.matching", "topic", topic(REGION, Stream.FIGURES), "read")
    add_rights(AdminClient(operator.secured.stack.kafka_access.librdkafka()), [planted])
    (change,) = planned(operator, capsys)
    assert (change["kind"], "take away: read" in change["how"]) == ("right", True)
    assert operator.step("apply") == 0
    assert planned(operator, capsys) == []


def test_passwords_are_renewed_by_a_command_and_all_goes_on(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = operator.cell.secrets
    fields = ("kafka_password", "database_url")
    before = [secrets.read("matching", field) for field in fields]
    operator.cell.secrets.file("senders", "kafka_username").unlink()
    operator.cell.secrets.file("senders", "kafka_password").unlink()  # lost, and so drawn anew
    assert operator.step("plan") == 1
    assert f"password of {REGION}.senders is not in" in capsys.readouterr().out
    for party in ("matching", "senders"):
        assert operator.step("renew", "--party", party) == 0
    after = [secrets.read("matching", field) for field in fields]
    assert not set(before) & set(after)
    assert planned(operator, capsys) == []
    assert operator.step("verify") == 0


def test_a_newer_release_a_rollback_and_a_stop(operator: Operator, tmp_path: Path) -> None:
    first = operator.cell.read("release.json")["version"]
    assert operator.step("stop") == 0
    assert operator.step("apply", "--release", str(grown(tmp_path / "newer"))) == 0
    assert operator.cell.read("release.json")["version"] != first
    assert operator.step("rollback") == 0
    assert operator.cell.read("release.json")["version"] == first
    assert operator.step("stop") == 0
    assert not any(
        running.alive for s in SERVICES if (running := operator.work.processes.running(s))
    )


def test_it_is_never_brought_up_in_the_clear(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(KAFKA_LOGIN)
    assert operator.step("apply") == 1
    assert "works on secured servers only" in capsys.readouterr().err


def test_a_login_that_others_can_read_is_refused(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    open_to_all = login_file(operator.secured, operator.cell.state / "open-login")
    open_to_all.chmod(0o644)
    monkeypatch.setenv(KAFKA_LOGIN, str(open_to_all))
    assert operator.step("plan") == 1
    assert f"chmod 600 {open_to_all}" in capsys.readouterr().err
