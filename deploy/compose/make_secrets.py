"""Making everything secret of one region in containers: certificates, passwords, keyrings."""

import os
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

from deploy.access.secret_files import SecretFiles, new_password
from deploy.local.certificates import Authority
from deploy.local.region import SERVICES, write_keyrings

KAFKA_ADMIN: Final = "admin"
"""The administrator of Kafka, who may do everything; no service knows the password."""
POSTGRES_ADMIN: Final = "postgres"
AUTHORITY: Final = Path("/run/secrets/inroads/authority.pem")
"""Where every container finds who signed the servers' certificates."""
ADMINISTRATOR: Final = "administrator"
"""Whose folder holds what the steps before the services need."""
SENDERS: Final = "senders"

_HERE: Final = Path(__file__).parent
_SERVERS: Final = ("kafka", "postgres", "letter-box")


def make_secrets(region: str, files: SecretFiles) -> None:
    """Write every party's secrets into its folder, unless that was done before.

    The last file written says that all are there: a step that was cut off is done again.
    """
    if files.read(ADMINISTRATOR, "made_for") == region:
        print(f"{region}: its secrets are there.")
        return
    authority = Authority(f"Inroads, {region} in containers")
    for party in _parties():
        _write_beside(files, party, AUTHORITY.name, authority.certificate)
    for server in _SERVERS:
        key, certificate = authority.certify(server)
        files.write(server, "key.pem", key)
        files.write(server, "certificate.pem", certificate)
        files.write(server, "both.pem", key + certificate)
    _write_servers_own(files)
    _write_keyrings(region, files)
    files.write(ADMINISTRATOR, "made_for", region)
    print(f"{region}: made certificates, passwords and keyrings.")


def admin_url(files: SecretFiles) -> str:
    """Return how the administrator gets at PostgreSQL."""
    password = files.read(ADMINISTRATOR, "postgres_password")
    query = f"sslmode=verify-full&sslrootcert={AUTHORITY}"
    return f"postgresql://{POSTGRES_ADMIN}:{password}@postgres:5432/postgres?{query}"


def _parties() -> Iterable[str]:
    migrations = (f"{service}-migrations" for service in SERVICES)
    return (*_SERVERS, *SERVICES, *migrations, ADMINISTRATOR, SENDERS, "operators", "analysts")


def _write_servers_own(files: SecretFiles) -> None:
    kafka, postgres = new_password().replace("-", "."), new_password()
    said = {
        "admin": KAFKA_ADMIN,
        "password": kafka,
        "port": os.environ.get("INROADS_KAFKA_PORT", "29092"),
    }
    settings = Template((_HERE / "kafka.properties").read_text()).substitute(said)
    files.write("kafka", "server.properties", settings)
    user = f"SCRAM-SHA-512=[name={KAFKA_ADMIN},password={kafka}]"
    files.write("kafka", "first_user", f"--add-scram\n{user}\n")
    files.write(ADMINISTRATOR, "kafka_password", kafka)
    files.write("postgres", "password", postgres)
    files.write("postgres", "pg_hba.conf", (_HERE / "pg_hba.conf").read_text())
    files.write(ADMINISTRATOR, "postgres_password", postgres)


def _write_keyrings(region: str, files: SecretFiles) -> None:
    made = files.folder / ADMINISTRATOR / "keyrings"
    write_keyrings(region, made)
    for service in SERVICES:
        _write_beside(files, service, "keyring.json", (made / f"{service}.json").read_text())


def _write_beside(files: SecretFiles, party: str, name: str, content: str) -> None:
    """A file of a service that is no setting, so that its name has nothing in front."""
    file = files.folder / party / name
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(0o600)
    file.write_text(content)
