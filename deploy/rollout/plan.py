"""What an apply would change, and whether it may: everything is looked at, nothing is touched."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local.errors import StackError
from deploy.local.region import SERVICES
from deploy.migrations.lint import lint
from deploy.regions.inventory import Inventory
from deploy.rollout.cell import Cell
from deploy.rollout.contracts import problems_with
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.processes import Processes, Servers
from deploy.rollout.release import Release
from deploy.rollout.waves import earlier_waves
from shared.contracts.streams import StreamPolicy
from shared.runtime.topics import topics_of


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change: what kind of thing, which one, and how."""

    kind: str
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes in the order in which they would be made, and the gates before them."""

    region: str
    release: Release
    changes: Sequence[Change]
    gates: Sequence[Gate]

    @property
    def may_go_on(self) -> bool:
        """Whether every gate is open; one that could not be judged is closed."""
        return all(gate.verdict is Verdict.PASSED for gate in self.gates)


def make_plan(inventory: Inventory, cell: Cell, servers: Servers, release: Release) -> Plan:
    """Compare what a region should be with what it is. Raises ``StackError`` if nothing answers."""
    ready = inventory.roll_out.gates.ready_within_seconds
    processes = Processes(cell, servers, ready)
    changes = [
        *_topics(cell.code, servers.kafka),
        *asyncio.run(_databases(cell.code, servers.database)),
        *_keyrings(cell),
        *_migrations(cell, release),
        *_versions(processes, release),
    ]
    gates = [
        Gate.judged("contracts", lambda: problems_with(cell, release)),
        Gate.judged("migrations", lambda: migration_problems(cell, release)),
        Gate.judged("earlier waves", lambda: earlier_waves(inventory, cell, release)),
    ]
    return Plan(cell.code, release, changes, gates)


def migration_problems(cell: Cell, release: Release) -> list[str]:
    """Return what is dangerous in a release's migrations while the one before still runs."""
    problems: list[str] = []
    for service in SERVICES:
        at = _revision(cell.databases().get(service))
        scripts = _scripts(release.folder, service)
        problems += map(str, lint(service, live=[at] if at else [], scripts=scripts))
    return problems


def _topics(region: str, kafka: str) -> list[Change]:
    admin = AdminClient({"bootstrap.servers": kafka, "log_level": 2})
    try:
        existing = set(admin.list_topics(timeout=10).topics)
    except KafkaException as error:
        raise StackError(f"Kafka at {kafka} does not answer. Start it or name another.") from error
    return [
        Change("topic", name, f"create, {policy.partitions} partitions, {_kept_for(policy)}")
        for name, policy in topics_of(region, SERVICES).items()
        if name not in existing
    ]


def _kept_for(policy: StreamPolicy) -> str:
    days = policy.retention_days
    return "newest per key" if days is None else f"kept {days} days"


async def _databases(region: str, admin_url: str) -> list[Change]:
    wanted = [f"{region}_{service}" for service in SERVICES]
    try:
        connection = await asyncpg.connect(admin_url, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        raise StackError("PostgreSQL does not answer. Start it or name another.") from error
    try:
        rows = await connection.fetch("SELECT datname FROM pg_database")
    finally:
        await connection.close()
    existing = {row[0] for row in rows}
    return [
        Change("database", name, "create, with a role of its own")
        for name in wanted
        if name not in existing
    ]


def _keyrings(cell: Cell) -> list[Change]:
    if (cell.keyrings / "region.json").exists():
        return []
    return [Change("keys", cell.code, "make a keyring for each service and the operators")]


def _migrations(cell: Cell, release: Release) -> list[Change]:
    changes = []
    for service in SERVICES:
        at, head = _revision(cell.databases().get(service)), head_of(release.folder, service)
        if at != head:
            changes.append(Change("migration", service, f"{at or 'nothing'} -> {head}"))
    return changes


def head_of(folder: Path, service: str) -> str:
    """Return the newest migration that a release has for a service."""
    config = Config()
    scripts = str(_scripts(folder, service)).replace("%", "%%")
    config.set_main_option("script_location", scripts)
    return str(ScriptDirectory.from_config(config).get_current_head())


def _scripts(folder: Path, service: str) -> Path:
    return folder / "services" / service / "store" / "migrations"


def _revision(url: str | None) -> str | None:
    async def ask() -> str | None:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return str(await connection.fetchval("SELECT version_num FROM alembic_version"))
        except asyncpg.UndefinedTableError:
            return None
        finally:
            await connection.close()

    return asyncio.run(ask()) if url else None


def _versions(processes: Processes, release: Release) -> list[Change]:
    changes = []
    for service in SERVICES:
        running = processes.running(service)
        now = running.version if running and running.alive else None
        if now != release.version:
            changes.append(
                Change("service", service, f"{now or 'not running'} -> {release.version}")
            )
    return changes
