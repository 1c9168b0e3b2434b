"""The programs under test, started in the same way: own topics, own database, own process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.children import Children, Launch
from deploy.local.region import SERVICES
from deploy.local.server import Server
from deploy.local.stack import Stack
from services.scheduling.app import MIGRATIONS
from shared.privacy.keyring import Keyring
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import create_topics
from shared.store.migrations import migrate

ROOT: Final = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to do the hop: the module to run, and how many events it is given."""

    name: str
    module: str
    events: int
    invalid_share: float = 0.0


def variants(events: int) -> tuple[Variant, ...]:
    """Return what is compared; the tutorials' way gets fewer events, since it takes so long."""
    return (
        Variant("ours", "services.scheduling", events),
        Variant("ours, 1% invalid", "services.scheduling", events, 0.01),
        Variant("hand-written", "tests.benchmarks.pipeline.handwritten", events),
        Variant("tutorial", "tests.benchmarks.pipeline.tutorial", max(200, events // 20)),
        Variant("limit", "tests.benchmarks.pipeline.limit", events),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """A variant that runs, and where."""

    region: str
    database: str
    pid: int


@dataclass(frozen=True, slots=True)
class Where:
    """The region that a variant runs in, and its database."""

    region: str
    database: str


def migrated(region: str, stack: Stack) -> str:
    """Return the URL of a region's database, which has the service's tables."""
    database = stack.create_database(f"{region}_scheduling")
    migrate(database, MIGRATIONS)
    return database


@contextmanager
def started(variant: Variant, where: Where, stack: Stack, folder: Path) -> Iterator[Running]:
    """Start a variant in a region of its own, ready to consume; end it with the context."""
    launch = Launch(
        name=f"the benchmark's {variant.name} variant",
        command=(sys.executable, "-m", variant.module),
        folder=ROOT,
        log=folder / f"{where.region}.log",
        environment={**os.environ, **_settings(where, stack, folder)},
    )
    with Children() as children:
        server = Server(launch, children, ready="partitions.assigned")
        server.start()
        assert server.pid is not None
        yield Running(where.region, where.database, server.pid)


async def prepare(region: str, stack: Stack, folder: Path) -> None:
    """Create a region's topics and its keyring."""
    await create_topics(KafkaAccess(stack.kafka), region, SERVICES)
    Keyring.generate(region).save(folder / f"{region}.keyring.json")


def _settings(where: Where, stack: Stack, folder: Path) -> dict[str, str]:
    said = {
        "REGION": where.region,
        "KAFKA": stack.kafka,
        "KEYRING": str(folder / f"{where.region}.keyring.json"),
    }
    return {
        "PYTHONPATH": str(ROOT),
        **{f"SCHEDULING_{name}": value for name, value in said.items()},
        **{f"BENCH_{name}": value for name, value in said.items()},
        "SCHEDULING_DATABASE_URL": where.database,
        "SCHEDULING_EMBEDDED": "true",
        "BENCH_DATABASE": where.database,
    }


def machine() -> str:
    """Return what the figures were measured on, in a line."""
    cores = os.cpu_count()
    kernel = subprocess.run(["uname", "-sm"], capture_output=True, text=True, check=True)
    return f"{cores} cores, {kernel.stdout.strip()}, Python {sys.version.split()[0]}"
