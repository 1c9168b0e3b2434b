"""The committed lock of Apache Kafka's jars: which files, how long, and their SHA-256."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).with_name("kafka.lock.json")


@dataclass(frozen=True)
class Jar:
    """One row of the lock: `group:artifact:version`, size in bytes, SHA-256 in hex."""

    artifact: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        """The name under which Maven repositories hold the file."""
        _, artifact, version = self.artifact.split(":")
        return f"{artifact}-{version}.jar"

    def is_in(self, file: Path) -> bool:
        """Whether the file holds this jar, byte for byte."""
        if not file.is_file() or file.stat().st_size != self.size:
            return False
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == self.sha256


def locked_jars(lock: Path = LOCK) -> list[Jar]:
    """Return every row of the lock."""
    return [Jar(**row) for row in json.loads(lock.read_text())]


def kafka_version() -> str:
    """Return the version of Apache Kafka that the committed lock names."""
    versions = {jar.artifact.split(":")[1]: jar.artifact.split(":")[2] for jar in locked_jars()}
    return versions["kafka-server"]
