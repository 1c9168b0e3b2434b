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
from deploy.local.secured import provide_secured, secured_variables
from deploy.local.server import Server
from deploy.local.stack import Stack
from shared.privacy.keyring import DataClass, Keyring
from shared.runtime.topics import create_topics

SERVICES: Final = ("referrals", "matching", "scheduling", "notifications", "reporting")

MAY_OPEN: Final[Mapping[str, tuple[DataClass, ...]]] = {
    "referrals": ("contact", "needs", "characteristics", "evidence", "pseudonyms"),
    "matching": ("needs", "evidence", "links"),
    "scheduling": ("needs", "evidence"),
    "notifications": ("contact", "evidence", "links"),
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
    secured: bool = False
    """As in service: over TLS, each service with its own rights only, nothing simulated. It wants a
    stack whose Kafka is secured and whose database URL asks for TLS."""


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
    write_keyrings(settings.code, folder / "keyrings")
    provide = provide_secured if settings.secured else _provide
    databases = provide(stack, folder, settings.code, services)
    with Children() as children:
        servers = {
            name: Server(
                _launch(name, stack, databases[name], folder, settings), children, ready=_READY
            )
            for name in services
        }
        with ThreadPoolExecutor(len(servers)) as pool:
            list(pool.map(Server.start, servers.values()))
        yield Region(settings.code, stack.kafka, databases, servers, folder)


def _provide(stack: Stack, _folder: Path, code: str, services: Sequence[str]) -> dict[str, str]:
    asyncio.run(create_topics(stack.kafka_access, code, SERVICES))
    return {name: stack.create_database(f"{code}_{name}") for name in services}


def write_keyrings(region: str, folder: Path) -> None:
    """Make a region's keyrings, unless it has some: one for each service, and the operators'."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "region.json").exists():
        return
    whole = Keyring.generate(region)
    for service, classes in MAY_OPEN.items():
        whole.only(*classes).save(folder / f"{service}.json")
    whole.save(folder / "region.json")


def _launch(
    name: str, stack: Stack, database: str, folder: Path, settings: RegionSettings
) -> Launch:
    prefix = name.upper()
    own = {
        f"{prefix}_REGION": settings.code,
        f"{prefix}_KAFKA": stack.kafka,
        f"{prefix}_KEYRING": str(folder / "keyrings" / f"{name}.json"),
        f"{prefix}_INSTANCE": f"{settings.code}-{name}-1",
    }
    if settings.secured:
        own |= secured_variables(name, stack, folder)
    else:
        own |= {f"{prefix}_DATABASE_URL": database, f"{prefix}_EMBEDDED": "true"}
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
