"""What an apply would change, and whether it may: everything is looked at, nothing is touched."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from deploy.local.region import SERVICES
from deploy.migrations.lint import lint
from deploy.regions.inventory import Inventory
from deploy.rollout.cell import Cell
from deploy.rollout.change import Change
from deploy.rollout.contracts import problems_with
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.plain_servers import plain_changes
from deploy.rollout.processes import Processes
from deploy.rollout.release import Release, find
from deploy.rollout.revisions import revisions_of
from deploy.rollout.secured_servers import compare
from deploy.rollout.servers import Servers
from deploy.rollout.stages import all_obey
from deploy.rollout.waves import earlier_waves
from shared.contracts.frozen import Frozen
from shared.programmes.synthetic import SYNTHETIC

_IF_NOT_KEPT: Final = (
    "put the folder with the region's secrets there, or name another with --state; if they are "
    "lost: ./inroads region renew"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes in the order in which they would be made, and the gates before them."""

    region: str
    release: Release
    changes: Sequence[Change]
    gates: Sequence[Gate]
    notes: Sequence[str] = ()
    """What is not the region's to change, and somebody should look at."""

    @property
    def may_go_on(self) -> bool:
        """Whether every gate is open; one that could not be judged is closed."""
        return all(gate.verdict is Verdict.PASSED for gate in self.gates)


def make_plan(inventory: Inventory, cell: Cell, servers: Servers, release: Release) -> Plan:
    """Compare what a region should be with what it is. Raises ``StackError`` if nothing answers."""
    access = compare(cell, servers) if servers.secured else None
    changes = [
        *(access.changes() if access else plain_changes(cell, servers)),
        *_keyrings(cell),
        *_migrations(cell, release),
        *_contracts(cell, release),
        *_versions(
            Processes(cell, servers, inventory.roll_out.gates.ready_within_seconds), release
        ),
        *_stages(cell),
    ]
    gates = [
        Gate.judged("contracts", lambda: problems_with(cell, release)),
        Gate.judged("migrations", lambda: migration_problems(cell, release)),
        Gate.judged("earlier waves", lambda: earlier_waves(inventory, cell, release)),
    ]
    if access is None:
        return Plan(cell.code, release, changes, gates)
    gates.append(Gate.judged("secrets", partial(access.unknown_passwords, cell), _IF_NOT_KEPT))
    notes = [f"a right that reaches into the region: {right}" for right in access.kafka.reaching_in]
    return Plan(cell.code, release, changes, gates, notes)


def migration_problems(cell: Cell, release: Release) -> list[str]:
    """Return what is dangerous in a release's migrations while the one before still runs."""
    problems: list[str] = []
    for service in SERVICES:
        at = revisions_of(cell, release, service)
        live = [at.now] if at.now else []
        problems += map(str, lint(service, live=live, scripts=at.scripts))
    return problems


def _keyrings(cell: Cell) -> list[Change]:
    if (cell.keyrings / "region.json").exists():
        return []
    return [Change("keys", cell.code, "make a keyring for each service and the operators")]


def _migrations(cell: Cell, release: Release) -> list[Change]:
    found = {service: revisions_of(cell, release, service) for service in SERVICES}
    return [
        Change("migration", service, f"{at.now or 'nothing'} -> {at.newest}")
        for service, at in found.items()
        if at.behind
    ]


def _contracts(cell: Cell, release: Release) -> list[Change]:
    """What the region would say and hear that it has not yet."""
    runs = cell.read("release.json")
    if runs is None:
        return []
    running = find(cell.state, runs["version"])
    old, new = (Frozen(one.schemas.parent) for one in (running, release))
    return [
        Change("contract", name, f"version {version}, new here")
        for name in new.names
        for version in new.versions(name)
        if version not in old.versions(name)
    ]


def _versions(processes: Processes, release: Release) -> list[Change]:
    return [
        Change("service", service, f"{now} -> {release.version}")
        for service in SERVICES
        if (now := processes.why_not_as_it_should(service, release))
    ]


def _stages(cell: Cell) -> list[Change]:
    """An apply opens the programme of nobody; every other stage is for promote and pause."""
    if asyncio.run(all_obey(cell.databases(), SYNTHETIC, "live")):
        return []
    return [Change("stage", SYNTHETIC, "to live: nobody is in it; verifications go through it")]
