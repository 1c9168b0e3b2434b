"""Who may do what is exactly what the catalogue declares: every cell of the matrix is tried."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import psycopg
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from confluent_kafka.admin import AdminClient

from deploy.access.access_list import add_rights, remove_rights
from deploy.access.database import RoleUrls, apply_roles, plan_roles, renew_database_password
from deploy.access.grants import REVISIONS, ROWS
from deploy.access.kafka import apply_access, plan_access
from deploy.access.rights import Right, declared_rights, user_of, users_of
from deploy.access.roles import Roles
from deploy.access.secret_files import SecretFiles
from deploy.local.errors import StackError
from deploy.local.region import SERVICES
from deploy.local.secured import provide_secured, secrets_of
from services.matching.app import MIGRATIONS
from shared.contracts.streams import POLICIES, Stream, topic
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import topics_of
from shared.store.migrations import migrate, require_tables
from tests.deploy.kafka_verbs import ALLOWED, REFUSED, TOPIC_VERBS, send, try_groups, try_topics
from tests.deploy.secured import Secured, with_other_authority
from tests.deploy.table_verbs import (
    DATABASE_VERBS,
    NO_ENTRY,
    TABLE_VERBS,
    counted,
    tables_of,
    try_database,
)

pytest_plugins = ["tests.deploy.secured_fixture"]

HERE, ELSEWHERE = "m-london", "m-leeds"
TOPICS = [name for region in (HERE, ELSEWHERE) for name in topics_of(region, SERVICES)]
PARTIES = tuple(users_of(HERE))
GROUPS = [user_of(region, party) for region in (HERE, ELSEWHERE) for party in PARTIES]
GROUPS += [f"{group}-2" for group in GROUPS]


@pytest.fixture(scope="module")
def kafka(secured: Secured) -> KafkaAccess:
    """Kafka's administrator, once both regions have their users, rights and a record per topic."""
    admin = secured.stack.kafka_access
    for region in (HERE, ELSEWHERE):
        secrets = SecretFiles(secured.folder / region)
        apply_access(admin, plan_access(admin, region, secrets), secrets)
    waiting = set(TOPICS)  # a partition that was just made may have no leader yet
    deadline = time.monotonic() + 60
    while waiting and time.monotonic() < deadline:
        waiting -= {name for name, said in send(admin, waiting).items() if said == ALLOWED}
    assert not waiting
    return admin


@pytest.fixture
def secrets(secured: Secured, kafka: KafkaAccess) -> SecretFiles:
    return SecretFiles(secured.folder / HERE)


def as_party(secured: Secured, secrets: SecretFiles, party: str) -> KafkaAccess:
    return secured.as_user(
        str(secrets.read(party, "kafka_username")), str(secrets.read(party, "kafka_password"))
    )


def declared(party: str) -> dict[tuple[str, str], str]:
    """What should be answered: the whole matrix of one user."""
    mine = {r for r in declared_rights(HERE) if r.user == user_of(HERE, party)}
    on_topics = {(right.name, right.operation) for right in mine if right.resource == "topic"}
    on_topics |= {(name, "describe") for name, _ in on_topics}
    (group,) = (right for right in mine if right.resource == "group")
    prefixed = group.pattern == "prefixed"
    in_groups = {
        name for name in GROUPS if name == group.name or (prefixed and name.startswith(group.name))
    }
    return {
        (name, verb): ALLOWED if (name, verb) in on_topics else REFUSED
        for name in TOPICS
        for verb in TOPIC_VERBS
    } | {(name, "commit"): ALLOWED if name in in_groups else REFUSED for name in GROUPS}


def tried(kafka: KafkaAccess, party: str) -> dict[tuple[str, str], str]:
    """What Kafka answered."""
    readable = min(name for (name, verb), may in declared(party).items() if (verb, may) == READ)
    return try_topics(kafka, TOPICS) | try_groups(kafka, GROUPS, readable)


READ = ("read", ALLOWED)


def test_every_user_may_do_what_is_declared_and_nothing_else(
    secured: Secured,
    secrets: SecretFiles,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cells: list[str] = []
    for party in PARTIES:
        answers = tried(as_party(secured, secrets, party), party)
        assert answers == declared(party), party
        cells += answers.values()
    with capsys.disabled():
        print(f"\nKafka, {len(PARTIES)} users x {len(TOPICS)} topics x {len(TOPIC_VERBS)} verbs")
        print(f"and {len(GROUPS)} groups: {len(cells)} tried, {counted(cells)}, as declared")


def test_only_these_may_touch_what_is_restricted() -> None:
    restricted = {stream for stream, policy in POLICIES.items() if policy.restricted}
    assert restricted == {Stream.INBOUND, Stream.PEOPLE, Stream.FIGURES, Stream.DEAD_LETTERS}

    def who(operation: str, name: str) -> set[str]:
        return {r.user for r in declared_rights("x") if (r.operation, r.name) == (operation, name)}

    assert who("write", topic("x", Stream.INBOUND)) == {"x.senders"}
    assert who("read", topic("x", Stream.INBOUND)) == {"x.referrals"}
    assert who("write", topic("x", Stream.PEOPLE)) == {"x.referrals"}
    assert who("read", topic("x", Stream.PEOPLE)) == {"x.notifications", "x.matching"}
    assert who("write", topic("x", Stream.FIGURES)) == {"x.reporting"}
    assert who("read", topic("x", Stream.FIGURES)) == {"x.analysts"}
    for service in SERVICES:
        letters = topic("x", Stream.DEAD_LETTERS, service)
        assert who("write", letters) == {f"x.{service}"}
        assert who("read", letters) == {"x.operators"}
    assert who("write", topic("x", Stream.ROLLOUT)) == {"x.operators"}


def test_what_is_in_place_is_not_done_again(kafka: KafkaAccess, secrets: SecretFiles) -> None:
    plan = plan_access(kafka, HERE, secrets)
    assert not plan.changes
    assert list(plan.lines()) == []


@pytest.mark.parametrize(
    "planted",
    [
        Right(f"{HERE}.matching", "topic", "*", "read"),
        Right(f"{HERE}.matching", "topic", f"{HERE}.", "read", "prefixed"),
        Right(f"{HERE}.matching", "topic", f"{HERE}.people", "all"),
        Right(f"{HERE}.reporting", "broker", "kafka-cluster", "alter"),
        Right("*", "topic", f"{HERE}.inbound", "read"),
        Right("somebody", "group", f"{HERE}.matching", "read"),
        Right(f"{ELSEWHERE}.matching", "topic", f"{HERE}.offers", "read"),
        Right(f"{HERE}.senders", "topic", f"{HERE}.inbound", "write", permission="deny"),
    ],
    ids=str,
)
def test_a_right_that_is_not_declared_is_found_and_taken_away(
    kafka: KafkaAccess, secrets: SecretFiles, planted: Right
) -> None:
    add_rights(AdminClient(kafka.librdkafka()), [planted])
    plan = plan_access(kafka, HERE, secrets)
    assert plan.rights_to_remove == (planted,)
    assert list(plan.lines()) == [f"- right {planted}"]
    apply_access(kafka, plan, secrets)
    assert not plan_access(kafka, HERE, secrets).changes


def test_the_matrix_sees_a_right_that_is_too_broad(
    secured: Secured,
    kafka: KafkaAccess,
    secrets: SecretFiles,
) -> None:
    planted = Right(f"{HERE}.matching", "topic", f"{HERE}.", "read", "prefixed")
    admin = AdminClient(kafka.librdkafka())
    add_rights(admin, [planted])
    try:
        answers = tried(as_party(secured, secrets, "matching"), "matching")
    finally:
        remove_rights(admin, [planted])
    wrong = {cell for cell, answer in answers.items() if answer != declared("matching")[cell]}
    assert (f"{HERE}.figures", "read") in wrong
    assert {verb for _, verb in wrong} == {"read", "describe"}


def test_a_right_of_others_that_reaches_in_is_told_and_left(
    kafka: KafkaAccess, secrets: SecretFiles
) -> None:
    wide = (
        Right("national", "topic", "*", "read"),
        Right("national", "topic", "m-", "read", "prefixed"),
    )
    admin = AdminClient(kafka.librdkafka())
    add_rights(admin, wide)
    try:
        plan = plan_access(kafka, HERE, secrets)
        assert set(plan.reaching_in) == set(wide)
        assert not plan.changes
        assert len([line for line in plan.lines() if line.startswith("!")]) == 2
    finally:
        remove_rights(admin, wide)


async def _connects(kafka: KafkaAccess) -> None:
    producer = AIOKafkaProducer(**kafka.client(), request_timeout_ms=5000)
    try:
        await asyncio.wait_for(producer.start(), 15)
    finally:
        await producer.stop()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda own, _: replace(own, login=replace(own.login, password="wrong")),
        lambda own, _: replace(own, login=replace(own.login, username="m-leeds.matching")),
        lambda own, _: replace(own, login=replace(own.login, username="nobody")),
        lambda own, _: replace(own, login=None),
        with_other_authority,
    ],
    ids=["wrong password", "another's name", "unknown user", "plaintext", "another authority"],
)
async def test_kafka_does_not_let_in(
    secured: Secured,
    secrets: SecretFiles,
    tmp_path: Path,
    spoil: Callable[[KafkaAccess, Path], KafkaAccess],
) -> None:
    own = as_party(secured, secrets, "matching")
    await _connects(own)
    with pytest.raises((KafkaError, OSError)):
        await _connects(spoil(own, tmp_path))


Urls = dict[str, RoleUrls]


@pytest.fixture(scope="module")
def urls(secured: Secured) -> Urls:
    """Both URLs of every service, whose tables have been migrated by the owner."""
    folder = secured.folder / "roles"
    provide_secured(secured.stack, folder, HERE, SERVICES)
    return {
        service: apply_roles(secured.stack.database, HERE, service, secrets_of(folder))
        for service in SERVICES
    }


def allowed_to(role: str, table: str, verb: str) -> str:
    """What should be answered to the owner or to the running service in its own database."""
    everything = {"READ FILES", "RUN PROGRAMS", "CREATE ROLE"}
    if role == "owner":
        return REFUSED if verb in everything else ALLOWED
    rows = {"SELECT"} if table == REVISIONS else {*ROWS, "LOCK OUT"}
    return ALLOWED if table and verb in rows else REFUSED


def test_every_role_may_do_what_is_declared_and_nothing_else(
    urls: Urls, capsys: pytest.CaptureFixture[str]
) -> None:
    cells: list[str] = []
    for database in SERVICES:
        roles, tables = Roles(HERE, database), tables_of(urls[database].owner)
        assert tables.keys() >= {"inbox", "outbox", "held", "stage", REVISIONS}
        for service in SERVICES:
            for role in ("owner", "service"):
                url = _of_database(getattr(urls[service], role), roles.database)
                answers = try_database(url, tables, roles.owner)
                assert answers == {
                    (table, verb): allowed_to(role, table, verb)
                    if service == database
                    else NO_ENTRY
                    for table, verb in answers
                }, (role, service, database)
                cells += answers.values()
    with capsys.disabled():
        print(f"\nPostgreSQL, 10 roles x every table of 5 databases x {len(TABLE_VERBS)} verbs,")
        print(f"{len(DATABASE_VERBS)} on databases: {len(cells)} tried, {counted(cells)}")


def test_tables_of_later_migrations_are_given_too(secured: Secured, urls: Urls) -> None:
    with psycopg.connect(urls["matching"].owner) as owner:
        owner.execute("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY, t text)")
    try:
        with psycopg.connect(urls["matching"].service) as service:
            service.execute("INSERT INTO later (t) VALUES ('x')")
            service.execute("UPDATE later SET t = 'y'")
            service.execute("DELETE FROM later")
        assert plan_roles(secured.stack.database, HERE, "matching").changes == ()
    finally:
        with psycopg.connect(urls["matching"].owner) as owner:
            owner.execute("DROP TABLE later")


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (
            'GRANT TRUNCATE ON pools TO "m-london_matching"',
            'pools: take away "m-london_matching" T',
        ),
        (
            'GRANT SELECT ON pools TO "m-london_reporting"',
            'pools: take away "m-london_reporting" S',
        ),
        ("GRANT SELECT ON outbox TO PUBLIC", "outbox: take away"),
        ('GRANT CREATE ON SCHEMA public TO "m-london_matching"', "not to create"),
        ('GRANT CONNECT ON DATABASE "m-london_matching" TO PUBLIC', "not everybody"),
        ('GRANT INSERT ON alembic_version TO "m-london_matching"', "alembic_version: take away"),
        ('REVOKE DELETE ON outbox FROM "m-london_matching"', "outbox: give"),
        ('GRANT "m-london_matching_owner" TO "m-london_matching"', "no member"),
        ('ALTER TABLE pools OWNER TO "m-london_matching"', "to be owned by"),
    ],
)
def test_a_grant_that_is_not_declared_is_found_and_mended(
    secured: Secured,
    urls: Urls,
    planted: str,
    told: str,
) -> None:
    admin = secured.stack.database
    with psycopg.connect(_of_database(admin, f"{HERE}_matching")) as connection:
        connection.execute(planted)
    changes = plan_roles(admin, HERE, "matching").changes
    assert any(told in change for change in changes), changes
    apply_roles(admin, HERE, "matching", secrets_of(secured.folder / "roles"))
    assert plan_roles(admin, HERE, "matching").changes == ()


def test_a_database_whose_service_migrated_by_itself_is_taken_over(
    secured: Secured, tmp_path: Path
) -> None:
    admin, secrets = secured.stack.database, SecretFiles(tmp_path)
    migrate(secured.stack.create_database("m-taken_matching"), MIGRATIONS)
    with pytest.raises(StackError, match="The password of m-taken_matching is not kept"):
        apply_roles(admin, "m-taken", "matching", secrets)
    renew_database_password(admin, "m-taken", "matching", secrets)
    urls = apply_roles(admin, "m-taken", "matching", secrets)
    assert plan_roles(admin, "m-taken", "matching").changes == ()
    require_tables(urls.service, MIGRATIONS)
    tables = tables_of(urls.owner)
    answers = try_database(urls.service, tables, "m-taken_matching_owner")
    assert answers == {(table, verb): allowed_to("service", table, verb) for table, verb in answers}


def test_an_administrator_need_not_be_a_superuser(secured: Secured, tmp_path: Path) -> None:
    with psycopg.connect(secured.stack.database, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE managed LOGIN CREATEDB CREATEROLE PASSWORD 'of-managed'")
    url = urlsplit(secured.stack.database)
    server = url.netloc.rpartition("@")[2]
    admin = url._replace(netloc=f"managed:of-managed@{server}").geturl()
    urls = apply_roles(admin, "m-managed", "matching", SecretFiles(tmp_path))
    migrate(urls.owner, MIGRATIONS)
    require_tables(urls.service, MIGRATIONS)
    assert plan_roles(admin, "m-managed", "matching").changes == ()
    apply_roles(admin, "m-managed", "matching", SecretFiles(tmp_path))
    assert plan_roles(admin, "m-managed", "matching").changes == ()


async def test_postgres_does_not_let_in(secured: Secured, urls: Urls, tmp_path: Path) -> None:
    own = urls["matching"].service
    refused: list[Callable[[], Awaitable[object]]] = [
        lambda: asyncpg.connect(own.replace(str(urlsplit(own).password), "wrong")),
        lambda: asyncpg.connect(own.partition("?")[0] + "?sslmode=disable"),
        lambda: asyncpg.connect(
            own.replace(own.partition("sslrootcert=")[2], str(secured.authority))
        ),
    ]
    await (await asyncpg.connect(own)).close()
    for attempt in refused:
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await attempt()


def _of_database(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
