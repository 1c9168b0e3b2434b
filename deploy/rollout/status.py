"""How every region of this machine stands: service, release, stage, lag, dead letters, verified."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy.local.region import SERVICES
from deploy.operate.cannot_tell import CannotTell
from deploy.operate.lag import lag_of
from deploy.operate.stores import dead_letters_of, parked_of
from deploy.regions.inventory import Inventory
from deploy.rollout.cell import Cell
from deploy.rollout.processes import Processes
from deploy.rollout.servers import Servers
from shared.runtime.kafka_access import KafkaAccess


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service in one region. ``None``: it could not be told. Counts are of facts."""

    service: str
    runs: bool
    ready: bool
    release: str
    unread: int | None
    parked: int | None
    dead_letters: int | None


@dataclass(frozen=True, slots=True)
class RegionStatus:
    """One region: its release and stages, when it was last verified, and its five services."""

    code: str
    name: str
    wave: str
    release: str | None
    since: str | None
    stages: dict[str, str]
    verified: str
    services: Sequence[ServiceStatus]

    def to_json(self) -> dict[str, Any]:
        """Return the same for machines."""
        return asdict(self)


def status_of(inventory: Inventory, cell: Cell, servers: Servers | None) -> RegionStatus:
    """Return how a region stands; one that was never applied has no services."""
    place = inventory.region(cell.code)
    runs = cell.read("release.json") or {}
    verified = cell.read("verified.json") or {}
    deployed = bool(runs and servers)
    return RegionStatus(
        code=cell.code,
        name=place.file.name,
        wave=place.file.wave,
        release=runs.get("version"),
        since=runs.get("since"),
        stages=cell.read("stages.json") or {},
        verified=_verified(verified),
        services=_services(cell, servers, inventory) if deployed and servers else (),
    )


def statuses(inventory: Inventory, state: Path, servers: Servers | None) -> list[RegionStatus]:
    """Return every region, deployed or not, in the order of the waves."""
    order = [wave.code for wave in inventory.roll_out.waves]
    codes = sorted(inventory.regions, key=lambda c: (order.index(inventory.wave_of(c).code), c))
    return [status_of(inventory, Cell(code, state), servers) for code in codes]


def _verified(verified: dict[str, Any]) -> str:
    if "at" not in verified:
        return "not yet"
    at = str(verified["at"])[:16].replace("T", " ")
    return f"{'passed' if verified['passed'] else 'failed'} {at} UTC"


def _services(cell: Cell, servers: Servers, inventory: Inventory) -> list[ServiceStatus]:
    processes = Processes(cell, servers, inventory.roll_out.gates.ready_within_seconds)
    unread = _unread(cell.code, servers.administrator)
    return [_service(cell, processes, service, unread.get(service)) for service in SERVICES]


def _service(cell: Cell, processes: Processes, service: str, unread: int | None) -> ServiceStatus:
    running = processes.running(service)
    alive = running is not None and running.alive
    parked, dead = asyncio.run(_held(cell.databases()[service]))
    return ServiceStatus(
        service=service,
        runs=alive,
        ready=alive and bool((processes.health(service) or {}).get("ready")),
        release=running.version if running else "",
        unread=unread,
        parked=parked,
        dead_letters=dead,
    )


def _unread(region: str, kafka: KafkaAccess) -> dict[str, int | None]:
    try:
        found = asyncio.run(lag_of(kafka, region))
    except CannotTell:
        return {}
    unread: dict[str, int | None] = {}
    for lag in found:
        so_far = unread.get(lag.service, 0)
        unread[lag.service] = None if lag.count is None or so_far is None else so_far + lag.count
    return unread


async def _held(url: str) -> tuple[int | None, int | None]:
    try:
        parked = sum(row.count for row in await parked_of(url))
        dead = sum(row.count for row in await dead_letters_of(url))
    except CannotTell:
        return None, None
    return parked, dead
