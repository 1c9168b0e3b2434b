"""Servers that are only spoken to in secret: Kafka over SASL_SSL, and PostgreSQL over TLS.

The packaged PostgreSQL has no TLS. The machine's own is used where there is one (Debian's
``postgresql`` package has it); without one these tests are skipped, and say so.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from signal import Signals

from deploy.access.rights import user_of
from deploy.access.secret_files import SecretFiles
from deploy.demo.post_office import open_post_office
from deploy.local.certificates import certify_loopback
from deploy.local.children import Children, Launch
from deploy.local.kafka import open_kafka
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.region import SERVICES, RegionSettings, open_region
from deploy.local.secured import secrets_of
from deploy.local.server import Server
from deploy.local.stack import Stack
from deploy.local.unprivileged import hand_over, server_uid
from shared.runtime.kafka_access import KafkaAccess, Login
from tests.support.regions import RunningRegion

NO_TLS = "no PostgreSQL with TLS on this machine: install Debian's postgresql package, for one"


@dataclass(frozen=True)
class Secured:
    """Both servers as their administrators see them, and a folder for what runs on them."""

    stack: Stack
    folder: Path

    @property
    def authority(self) -> Path:
        """Who signed Kafka's certificate."""
        assert self.stack.kafka_login is not None
        assert self.stack.kafka_login.authority is not None
        return self.stack.kafka_login.authority

    @property
    def secrets(self) -> SecretFiles:
        """The secrets of the region that runs."""
        return secrets_of(self.folder / "region")

    def as_party(self, party: str, region: str = "s-london") -> KafkaAccess:
        """A party of the region that runs, as its files have it."""
        password = self.secrets.read(party, "kafka_password")
        return self.as_user(user_of(region, party), str(password))

    def as_user(self, username: str, password: str) -> KafkaAccess:
        return KafkaAccess(self.stack.kafka, Login(username, password, self.authority))

    @property
    def plaintext_database(self) -> str:
        """The administrator's URL without a word of TLS: the server refuses it."""
        return self.stack.database.partition("?")[0] + "?sslmode=disable"


@contextmanager
def open_secured(programs: Path) -> Iterator[Secured]:
    """Start both servers, PostgreSQL's from those programs; end them with the context."""
    folder = Path(tempfile.mkdtemp(prefix="inroads-secured-"))
    folder.chmod(0o755)
    with Children() as children:
        kafka_process, kafka = open_kafka(folder / "kafka", children, secured=True)
        postgres_process, database = open_tls_postgres(folder / "postgres", children, programs)
        stack = Stack(
            kafka=kafka.bootstrap,
            kafka_login=kafka.login,
            database=database,
            kafka_process=kafka_process,
            postgres_process=postgres_process,
        )
        yield Secured(stack, folder)
    shutil.rmtree(folder, ignore_errors=True)


def tls_programs() -> Path | None:
    """Return where a PostgreSQL that was built with TLS is; ``None`` if there is none."""
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def open_tls_postgres(folder: Path, children: Children, programs: Path) -> tuple[Server, str]:
    """Start PostgreSQL anew, which lets in nobody who does not speak TLS."""
    uid, home, port = server_uid(), folder / "server", free_port()
    hand_over(home, uid)
    certified = certify_loopback(folder / "certificates")
    for mine in (certified.certificate, certified.key):
        theirs = Path(shutil.copy2(mine, home / mine.name))
        if uid is not None:
            os.chown(theirs, uid, uid)
    password = secrets.token_hex(16)
    (home / "first-password").write_text(password)
    launch = partial(
        Launch,
        folder=home,
        log=folder / "postgres.log",
        environment={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(home)},
        uid=uid,
    )
    initial = ("-U", "postgres", "--pwfile", "first-password", "-A", "scram-sha-256", "-D", "data")
    command = (str(programs / "initdb"), "--no-sync", "-E", "UTF8", "--locale", "C", *initial)
    children.run(launch(name="Creating PostgreSQL's folders", command=command))
    (home / "data" / "pg_hba.conf").write_text(f"hostssl all all {LOOPBACK}/32 scram-sha-256\n")
    settings = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "max_connections": "200",
        "ssl": "on",
        "ssl_cert_file": str(home / certified.certificate.name),
        "ssl_key_file": str(home / certified.key.name),
    }
    options = [option for pair in settings.items() for option in ("-c", "=".join(pair))]
    server = Server(
        launch(
            name="PostgreSQL with TLS",
            ends_on=Signals.SIGINT,
            command=(str(programs / "postgres"), "-D", "data", *options),
        ),
        children,
        ready="database system is ready to accept connections",
    )
    server.start()
    tls = f"sslmode=verify-full&sslrootcert={certified.authority}"
    return server, f"postgresql://postgres:{password}@{LOOPBACK}:{port}/postgres?{tls}"


@contextmanager
def open_secured_region(secured: Secured) -> Iterator[RunningRegion]:
    """Start a region of five processes, none of them embedded."""
    folder = secured.folder / "region"
    with open_post_office(folder / "mail") as (mail, port):
        variables = {
            "NOTIFICATIONS_MAIL_HOST": LOOPBACK,
            "NOTIFICATIONS_MAIL_PORT": str(port),
            "NOTIFICATIONS_MAIL_TLS": "none",
        } | {f"{service.upper()}_HTTP_PORT": "0" for service in SERVICES}
        settings = RegionSettings(code="s-london", secured=True, extra=variables)
        with open_region(secured.stack, folder, settings) as region:
            yield RunningRegion(region, mail, folder / "mail", SERVICES, None)


def with_other_authority(access: KafkaAccess, folder: Path) -> KafkaAccess:
    """The same user, who trusts somebody else's signature."""
    assert access.login is not None
    stranger = certify_loopback(folder).authority
    return replace(access, login=replace(access.login, authority=stranger))
