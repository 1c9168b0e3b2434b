"""The programs under test, started in the same way: own topics, own database, own process."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.children import Children, Launch
from deploy.local.region import SERVICES
from deploy.local.server import Server
from deploy.local.stack import Stack
from services.matching.app import MIGRATIONS
from shared.privacy.keyring import Keyring
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

    @property
    def is_ours(self) -> bool:
        """Whether it is the service itself."""
        return self.module == "services.matching"


def variants(events: int) -> tuple[Variant, ...]:
    """Return what is compared; the tutorials' way gets fewer events, since it takes so long."""
    return (
        Variant("ours", "services.matching", events),
        Variant("ours, 1% invalid", "services.matching", events, 0.01),
        Variant("hand-written", "tests.benchmarks.pipeline.handwritten", events),
        Variant("tutorial", "tests.benchmarks.pipeline.tutorial", max(200, events // 50)),
        Variant("limit", "tests.benchmarks.pipeline.limit", events),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """A variant that runs, and where."""

    region: str
    database: str
    pid: int


@contextmanager
def started(
    variant: Variant, region: str, stack: Stack, folder: Path, environment: Mapping[str, str]
) -> Iterator[Running]:
    """Start a variant in a region of its own, ready to consume; end it with the context."""
    database = stack.create_database(f"{region}_matching")
    migrate(database, MIGRATIONS)
    launch = Launch(
        name=f"the benchmark's {variant.name} variant",
        command=(sys.executable, "-m", variant.module),
        folder=ROOT,
        log=folder / f"{region}.log",
        environment={**os.environ, **environment, **_settings(region, stack, database, folder)},
    )
    with Children() as children:
        server = Server(launch, children, ready="partitions.assigned")
        server.start()
        assert server.pid is not None
        yield Running(region, database, server.pid)


async def prepare(region: str, stack: Stack, folder: Path) -> None:
    """Create a region's topics and its keyring."""
    await create_topics(stack.kafka, region, SERVICES)
    Keyring.generate(region).save(folder / f"{region}.keyring.json")


def _settings(region: str, stack: Stack, database: str, folder: Path) -> dict[str, str]:
    said = {
        "REGION": region,
        "KAFKA": stack.kafka,
        "KEYRING": str(folder / f"{region}.keyring.json"),
    }
    ours = {f"MATCHING_{name}": value for name, value in said.items()}
    theirs = {f"BENCH_{name}": value for name, value in said.items()}
    return {
        "PYTHONPATH": str(ROOT),
        **ours,
        **theirs,
        "MATCHING_DATABASE_URL": database,
        "MATCHING_EMBEDDED": "true",
        "MATCHING_LOG_LEVEL": "info",
        "BENCH_DATABASE": database,
    }


def machine() -> str:
    """Return what the figures were measured on, in a line."""
    cores = os.cpu_count()
    kernel = subprocess.run(["uname", "-sm"], capture_output=True, text=True, check=True)  # noqa: S607
    return f"{cores} cores, {kernel.stdout.strip()}, Python {sys.version.split()[0]}"
