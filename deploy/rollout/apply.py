"""Bringing a region to a release: each step may be repeated, and a start that fails is taken back.

Order: topics, users, rights, databases, roles, keys, migrations (which only add: the old release
runs on), then the services one by one, readers before writers.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deploy.local.errors import StackError
from deploy.local.region import SERVICES, write_keyrings
from deploy.regions.inventory import Inventory
from deploy.rollout.cell import ORDER, Cell
from deploy.rollout.plain_servers import provide_plain
from deploy.rollout.processes import STOP_SECONDS, Processes
from deploy.rollout.release import Release, find, kept
from deploy.rollout.revisions import revisions_of
from deploy.rollout.secured_servers import provide_secured
from deploy.rollout.servers import Servers
from deploy.rollout.stages import all_obey, announce, wait_until_obeyed
from shared.contracts.operations import StageChanged
from shared.programmes.synthetic import SYNTHETIC
from shared.runtime.kafka_access import KafkaAccess

Tell = Callable[[str], None]


class TakenBack(StackError):
    """A release did not start, and the region runs the one before it again."""


@dataclass(frozen=True, slots=True)
class Applying:
    """What it takes to work on one region."""

    inventory: Inventory
    cell: Cell
    servers: Servers
    tell: Tell
    stop_within: float = STOP_SECONDS
    """Seconds that a service may take to finish what it is at."""

    @property
    def processes(self) -> Processes:
        """The region's services on this machine."""
        gates = self.inventory.roll_out.gates
        return Processes(self.cell, self.servers, gates.ready_within_seconds, self.stop_within)

    def as_party(self, party: str) -> KafkaAccess:
        """How a party of the region gets at Kafka. Raises ``StackError`` without its password."""
        return self.servers.as_party(self.cell, party)


def apply(work: Applying, release: Release) -> None:
    """Bring the region to the release. Raises ``TakenBack`` if a service does not start."""
    release = kept(work.cell.state, release)
    _prepare(work)
    _migrate(work, release)
    _restart(work, release)
    note_release(work.cell, release)
    _open_synthetic(work)


def roll_back(work: Applying, version: str | None) -> Release:
    """Start the services from an earlier kept release (default: the one before), and return it.

    Tables stay as they are: a migration only adds, so the earlier code runs on them.
    """
    runs = work.cell.read("release.json") or {}
    wanted = version or runs.get("before")
    if not wanted:
        raise StackError(f"{work.cell.code} has run no other release. Name one with --to VERSION.")
    release = find(work.cell.state, wanted)
    _start_all(work, release)
    note_release(work.cell, release)
    return release


def note_release(cell: Cell, release: Release) -> None:
    """Remember which release the region runs, since when, and which one before."""
    runs: dict[str, Any] = cell.read("release.json") or {}
    if runs.get("version") == release.version:
        return
    cell.write(
        "release.json",
        {
            "version": release.version,
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "before": runs.get("version"),
        },
    )
    cell.write("verified.json", {"passed": False})


def _prepare(work: Applying) -> None:
    provide = provide_secured if work.servers.secured else provide_plain
    provide(work.cell, work.servers, work.tell)
    write_keyrings(work.cell.code, work.cell.keyrings)


def _migrate(work: Applying, release: Release) -> None:
    behind = [name for name in SERVICES if revisions_of(work.cell, release, name).behind]
    if not work.servers.secured:
        # An embedded service migrates when it starts; ahead of that only beside one that runs.
        behind = [name for name in behind if work.processes.runs(name)]
    with ThreadPoolExecutor(len(SERVICES)) as pool:
        list(pool.map(lambda service: _migrate_one(work, release, service), behind))
    work.tell(f"Migrations: {', '.join(behind) or 'none'} ahead of the services' start.")


def _migrate_one(work: Applying, release: Release, service: str) -> None:
    """By the release's own code, before any of it runs."""
    done = subprocess.run(
        (sys.executable, "-m", f"services.{service}", "migrate"),
        cwd=release.folder,
        env=work.processes.environment(service, release, migrates=True),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2_000:]
        raise StackError(
            f"The tables of {service} could not be brought to {release.version}; the services "
            f"run on as they were. Mend it and apply again. It said:\n{said}"
        )


def _restart(work: Applying, release: Release) -> None:
    runs = work.cell.read("release.json") or {}
    try:
        _start_all(work, release)
    except StackError as error:
        if not runs or runs["version"] == release.version:
            raise
        work.tell(f"{release.version} does not start; going back to {runs['version']}.")
        _start_all(work, find(work.cell.state, runs["version"]))
        raise TakenBack(
            f"{error}\n{work.cell.code} runs {runs['version']} again, and nothing was lost: what "
            "came meanwhile is read now."
        ) from error


def _start_all(work: Applying, release: Release) -> None:
    """One by one where any runs, so that only one is away at a time; else all at once."""
    running = {service: work.processes.running(service) for service in ORDER}
    if any(process and process.alive for process in running.values()):
        for service in ORDER:
            _start(work, release, service)
        return
    with ThreadPoolExecutor(len(ORDER)) as pool:
        list(pool.map(lambda service: _start(work, release, service), ORDER))


def _start(work: Applying, release: Release, service: str) -> None:
    if not work.processes.why_not_as_it_should(service, release):
        return
    work.processes.stop(service)
    work.processes.start(service, release)
    work.tell(f"{service}: {release.version} consumes.")


def _open_synthetic(work: Applying) -> None:
    """Nobody is in that programme, so it is open in every region, for verifications."""
    databases = work.cell.databases()
    if asyncio.run(all_obey(databases, SYNTHETIC, "live")):
        return
    announce(
        work.as_party("operators"), work.cell.code, StageChanged(programme=SYNTHETIC, stage="live")
    )
    within = work.inventory.roll_out.gates.obeyed_within_seconds
    asyncio.run(wait_until_obeyed(databases, SYNTHETIC, "live", within))
