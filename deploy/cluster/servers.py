"""Kafka, PostgreSQL and a mail server beside the cluster, as `compose.yaml` runs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.access.secret_files import SecretFiles
from deploy.cluster.images import Progress
from deploy.images.docker import Docker, run_command
from deploy.images.recipes import ROOT
from deploy.local.ports import free_port

KAFKA: Final = "kafka:9092"
"""Where pods find it: the name is in the certificate, and Docker's network knows it."""
PORTS: Final = {"kafka": 9092, "postgres": 5432, "mail": 1025}
MAIL_HOST: Final = "letter-box"

_PROGRAMME: Final = "p7k2"
_FILE: Final = ROOT / "deploy" / "compose" / "compose.yaml"


@dataclass(frozen=True)
class Servers:
    """A region's servers, in one project of compose; ``files`` holds everybody's secrets."""

    docker: Docker
    project: str
    files: SecretFiles

    @property
    def network(self) -> str:
        """Where pods find them by name."""
        return f"{self.project}_default"

    def letters(self) -> int:
        """Return how many letters the mail server has taken."""
        count = ("sh", "-c", "ls /letters | wc -l")
        return int(self.docker.say("exec", f"{self.project}-letter-box-1", *count))

    def sender(self) -> dict[str, str]:
        """Return what a sender on this machine configures its Kafka client with."""
        lines = (self.files.folder / "senders" / "client.properties").read_text().splitlines()
        settings = dict(line.split("=", 1) for line in lines)
        authority = self.files.folder / "senders" / "authority.pem"
        return {**settings, "ssl.ca.location": str(authority)}


@contextmanager
def region_servers(
    docker: Docker, project: str, region: str, version: str, *, folder: Path, progress: Progress
) -> Iterator[Servers]:
    """Run the servers for as long as the context lasts; then nothing of them is left.

    The region has its topics, users, databases and roles, and one programme that is live. Raises
    ``DockerError``.
    """
    command = [*docker.compose(), "--project-name", project, "--file", str(_FILE)]
    environment = {
        **docker.environment,
        "INROADS_VERSION": version,
        "INROADS_REGION": region,
        "INROADS_KAFKA_PORT": str(free_port()),
        "INROADS_PROGRAMMES": _PROGRAMME,
    }

    def compose(*words: str) -> str:
        return run_command([*command, *words], environment)

    try:
        progress("Kafka, PostgreSQL and a mail server: starting, over TLS.")
        compose("up", "--detach", "--wait", "kafka", "postgres", "letter-box")
        progress(f"{region}: topics, users, rights, databases and roles.")
        compose("run", "--rm", "access")
        compose("cp", "secrets:/secrets", str(folder))
        yield Servers(docker, project, SecretFiles(folder / "secrets"))
    finally:
        compose("down", "--volumes", "--timeout", "5")
