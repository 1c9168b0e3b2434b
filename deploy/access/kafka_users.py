"""Kafka's SCRAM users, whose passwords are kept as files."""

from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from deploy.access.access_list import PATIENCE, wait_until
from deploy.access.rights import user_of
from deploy.access.secret_files import SecretFiles, new_password
from shared.runtime.kafka_access import KafkaAccess

_MECHANISM = ScramMechanism.SCRAM_SHA_512
_ITERATIONS = 8192


def found_users(admin: AdminClient, region: str) -> frozenset[str]:
    """Return a region's users as Kafka knows them."""
    return frozenset(user for user in _everybody(admin) if user.startswith(f"{region}."))


def add_users(admin: AdminClient, users: Mapping[str, str], secrets: SecretFiles) -> None:
    """Make users, given by party, with the passwords that are kept for them, or new ones."""
    for party, user in users.items():
        password = secrets.read(party, "kafka_password") or new_password()
        secrets.write(party, "kafka_username", user)
        secrets.write(party, "kafka_password", password)
        _tell(admin, user, password)
    wait_until(lambda: set(users.values()) <= _everybody(admin))


def remove_users(admin: AdminClient, users: Iterable[str]) -> None:
    """Remove users; who is connected as one of them stays so until the connection ends."""
    leaving: list[Any] = [UserScramCredentialDeletion(user, _MECHANISM) for user in users]
    if leaving:
        for done in admin.alter_user_scram_credentials(leaving).values():
            done.result(PATIENCE)


def renew_kafka_password(kafka: KafkaAccess, region: str, party: str, secrets: SecretFiles) -> None:
    """Give a party's user a new password, here and in Kafka; an interrupted renewal is finished.

    Kafka asks for a password when a connection opens, so a process that runs with the old one goes
    on until it is started again, which should be soon: a lost connection does not come back.
    """
    password = secrets.begin_change(party, "kafka_password", new_password())
    _tell(AdminClient(kafka.librdkafka() | {"log_level": 2}), user_of(region, party), password)
    secrets.end_change(party, "kafka_password")


def _everybody(admin: AdminClient) -> frozenset[str]:
    described = admin.describe_user_scram_credentials(request_timeout=PATIENCE)
    everybody: Iterable[str] = described.result(PATIENCE)  # type: ignore[union-attr]
    return frozenset(everybody)


def _tell(admin: AdminClient, user: str, password: str) -> None:
    said = ScramCredentialInfo(_MECHANISM, _ITERATIONS)
    change = UserScramCredentialUpsertion(user, said, password.encode())
    for done in admin.alter_user_scram_credentials([change]).values():
        done.result(PATIENCE)
