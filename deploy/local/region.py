"""A region on one machine: its topics, a database and a keyring per service, five processes."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy.local.children import Children, Launch
from deploy.local.server import Server
from deploy.local.stack import Stack
from shared.privacy.keyring import DataClass, Keyring
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import create_topics

SERVICES: Final = ("referrals", "matching", "scheduling", "notifications", "reporting")

MAY_OPEN: Final[Mapping[str, tuple[DataClass, ...]]] = {
    "referrals": ("contact", "needs", "characteristics", "evidence", "pseudonyms"),
    "matching": ("needs", "evidence"),
    "scheduling": ("needs", "evidence"),
    "notifications": ("contact", "evidence"),
    "reporting": ("characteristics", "evidence"),
}
"""The classes of data that each service holds a key for (architecture, decision 8)."""

_ROOT: Final = Path(__file__).parents[2]
_READY: Final = "partitions.assigned"


@dataclass(frozen=True, kw_only=True)
class RegionSettings:
    """What a region is started with; ``extra`` holds single services' settings by variable."""

    code: str = "demo"
    simulated_from: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class Region:
    """Five running services. Each can be killed and started again on its own."""

    def __init__(
        self,
        code: str,
        kafka: str,
        databases: Mapping[str, str],
        servers: Mapping[str, Server],
        folder: Path,
    ) -> None:
        self.code, self.kafka, self.folder = code, kafka, folder
        self.databases, self.servers = dict(databases), dict(servers)

    def log_of(self, service: str) -> Path:
        """The file with everything that a service said."""
        return self.folder / f"{service}.log"

    def keyring(self) -> Keyring:
        """Return the region's whole keyring, as its operators hold it."""
        return Keyring.from_file(self.folder / "keyrings" / "region.json", embedded=True)


@contextmanager
def open_region(
    stack: Stack, folder: Path, settings: RegionSettings, services: Sequence[str] = SERVICES
) -> Iterator[Region]:
    """Start a region on a stack for as long as the context lasts; every process ends with it."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_keyrings(settings.code, folder / "keyrings")
    asyncio.run(create_topics(KafkaAccess(stack.kafka), settings.code, SERVICES))
    databases = {name: stack.create_database(f"{settings.code}_{name}") for name in services}
    with Children() as children:
        servers = {
            name: Server(
                _launch(name, stack.kafka, databases[name], folder, settings),
                children,
                ready=_READY,
            )
            for name in services
        }
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(Server.start, servers.values()))
        yield Region(settings.code, stack.kafka, databases, servers, folder)


def _write_keyrings(region: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "region.json").exists():
        return
    whole = Keyring.generate(region)
    for service, classes in MAY_OPEN.items():
        whole.only(*classes).save(folder / f"{service}.json")
    whole.save(folder / "region.json")


def _launch(name: str, kafka: str, database: str, folder: Path, settings: RegionSettings) -> Launch:
    prefix = name.upper()
    own = {
        f"{prefix}_REGION": settings.code,
        f"{prefix}_KAFKA": kafka,
        f"{prefix}_DATABASE_URL": database,
        f"{prefix}_KEYRING": str(folder / "keyrings" / f"{name}.json"),
        f"{prefix}_EMBEDDED": "true",
        f"{prefix}_INSTANCE": f"{settings.code}-{name}-1",
    }
    if settings.simulated_from is not None:
        own[f"{prefix}_CLOCK"] = "simulated"
        own[f"{prefix}_CLOCK_START"] = settings.simulated_from.isoformat()
    return Launch(
        name=f"the {name} service",
        command=(sys.executable, "-m", f"services.{name}"),
        folder=_ROOT,
        log=folder / f"{name}.log",
        environment={**os.environ, "PYTHONPATH": str(_ROOT), **own, **settings.extra},
    )
