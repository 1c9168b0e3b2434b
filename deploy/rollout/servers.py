"""Which servers a region works on, in secret or in the clear, and as whom a party speaks there."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from deploy.access.client_settings import read_login, read_private
from deploy.access.rights import user_of
from deploy.local.databases import plain_url, server_version
from deploy.local.errors import StackError
from deploy.local.named import named_kafka, named_postgres
from deploy.regions.model import Wire
from deploy.rollout.cell import Cell
from shared.runtime.kafka_access import KafkaAccess, Login

KAFKA_LOGIN: Final = "INROADS_KAFKA_LOGIN"
DATABASE_LOGIN: Final = "INROADS_DATABASE_LOGIN"
_CHECKED: Final = "verify-full"
_POSTGRES_PORT: Final = 5432


@dataclass(frozen=True, slots=True)
class Servers:
    """What a region's services connect to: Kafka's bootstrap and PostgreSQL's administrator.

    ``login`` is Kafka's administrator. With one, everything is spoken in secret: Kafka over
    SASL_SSL, PostgreSQL over TLS, each service as its own user. Without, all is in the clear, as
    the servers of one machine are.
    """

    kafka: str
    database: str = field(repr=False)
    login: Login | None = None

    @property
    def secured(self) -> bool:
        """Whether everything is spoken in secret."""
        return self.login is not None

    @property
    def administrator(self) -> KafkaAccess:
        """How Kafka's administrator gets in."""
        return KafkaAccess(self.kafka, self.login)

    @property
    def told(self) -> str:
        """Say where the servers are and how they are spoken to, without a secret."""
        place = urlsplit(self.database)
        how = "in secret" if self.secured else "in the clear"
        return f"{self.kafka} and {place.hostname}:{place.port or _POSTGRES_PORT}, {how}"

    def as_party(self, cell: Cell, party: str) -> KafkaAccess:
        """Return how a party of the region gets in. Raises ``StackError`` without its password."""
        if self.login is None:
            return KafkaAccess(self.kafka)
        user, password = user_of(cell.code, party), cell.secrets.read(party, "kafka_password")
        if password is None:
            raise StackError(
                f"The password of {user} is not kept in {cell.secrets.folder}. First: "
                f"./inroads region apply {cell.code}"
            )
        return KafkaAccess(self.kafka, Login(user, password, self.login.authority))


def named_servers() -> Servers:
    """Return the servers that the environment names; ``StackError`` says how to have some."""
    kafka, database = named_kafka(), _named_database()
    if kafka is None or database is None:
        raise StackError(
            "Which servers? Set INROADS_KAFKA and INROADS_DATABASE. './inroads stack up --folder "
            "FOLDER' starts both on this machine and prints the two lines to copy. Of secured "
            f"servers, the administrators' logins are files: {KAFKA_LOGIN} and {DATABASE_LOGIN}."
        )
    named = os.environ.get(KAFKA_LOGIN)
    servers = Servers(kafka, database, read_login(Path(named).expanduser()) if named else None)
    _check_both(servers)
    return servers


def servers_for(cell: Cell, wants: Wire) -> Servers:
    """Return the servers named, unless a region that is secured would then be in the clear."""
    servers = named_servers()
    before = cell.read("servers.json") or {}
    if not servers.secured and (wants == "secured" or before.get("secured")):
        why = "its file says so" if wants == "secured" else "it was brought up so"
        raise StackError(
            f"{cell.code} works on secured servers only ({why}), and no login of Kafka's was named."
            f" Set {KAFKA_LOGIN} to a file with sasl.username=, sasl.password= and "
            "ssl.ca.location=, mode 600."
        )
    return servers


def _named_database() -> str | None:
    file = os.environ.get(DATABASE_LOGIN)
    if not file:
        return named_postgres()
    url = plain_url(read_private(Path(file).expanduser()))
    server_version(url)
    return url


def _check_both(servers: Servers) -> None:
    """Half a secret is none: services refuse it, and so do we, before anything is changed."""
    modes = parse_qs(urlsplit(servers.database).query).get("sslmode", [])
    if servers.secured and modes[-1:] != [_CHECKED]:
        raise StackError(
            "Kafka is spoken to in secret and PostgreSQL is not: add "
            f"?sslmode={_CHECKED}&sslrootcert=FILE to its URL, FILE being who signed its "
            "certificate."
        )
