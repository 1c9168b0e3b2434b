"""What `./inroads region` says: plans, gates, tables, and the same as JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from deploy.rollout.cell import Cell
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.plan import Plan
from deploy.rollout.status import RegionStatus

_MARKS: Final = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.UNKNOWN: "?"}
_WIDE: Final = 160
_COLUMNS: Final = (
    "region",
    "wave",
    "service",
    "release",
    "ready",
    "unread",
    "parked",
    "dead letters",
    "stages",
    "verified",
)


def table_of(*columns: str) -> Table:
    """Return an empty table with these headings."""
    return Table(*columns, box=SIMPLE)


def show(table: Table) -> None:
    """Print a table: as wide as the terminal, or as wide as it likes where there is none."""
    console = Console()
    (console if console.is_terminal else Console(width=_WIDE)).print(table)


def print_plan(plan: Plan) -> None:
    """Print what would change, and the gates."""
    print(f"{plan.region}, to release {plan.release.version}:")
    for change in plan.changes:
        print(f"  {change.kind:<10} {change.what:<36} {change.how}")
    if not plan.changes:
        print("  nothing would change")
    for note in plan.notes:
        print(f"  ! {note}")
    for gate in plan.gates:
        print_gate(gate)


def print_gate(gate: Gate) -> None:
    """Print a gate, and what to do if it did not pass."""
    print(f"  {_MARKS[gate.verdict]} {gate.name:<20} {gate.found}")
    if gate.verdict is not Verdict.PASSED and gate.next_step:
        print(f"    next: {gate.next_step}")


def print_verdict(cell: Cell, gates: Sequence[Gate]) -> None:
    """Print what the gates say together, and what to do now."""
    shut = [gate.name for gate in gates if gate.verdict is not Verdict.PASSED]
    if not shut:
        print(f"{cell.code} holds what it promises. To take a programme on: {cell.step('promote')}")
        return
    print(
        f"{cell.code} does not pass: {', '.join(shut)}. Mend that, then once more: "
        f"{cell.step('verify')}"
    )


def print_status(found: Sequence[RegionStatus]) -> None:
    """Print every region with its services."""
    table = table_of(*_COLUMNS)
    for region in found:
        if not region.services:
            table.add_row(region.code, region.wave, "–", region.release or "not deployed")
        for number, s in enumerate(region.services):
            first = number == 0
            stages = ", ".join(f"{p} {stage}" for p, stage in region.stages.items()) or "all off"
            table.add_row(
                region.code if first else "",
                region.wave if first else "",
                s.service,
                s.release,
                "yes" if s.ready else "NO",
                *("?" if n is None else str(n) for n in (s.unread, s.parked, s.dead_letters)),
                stages if first else "",
                region.verified if first else "",
            )
    show(table)


def say_stage(region: str, programme: str, stage: str, facts: Mapping[str, Any]) -> None:
    """Say that a stage is obeyed."""
    print(
        f"{programme} is {stage} in {region}, it was {facts['was']}; all five services "
        f"obey, after {facts['obeyed_seconds']} s."
    )


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Return a plan for machines."""
    return {
        "region": plan.region,
        "release": plan.release.version,
        "changes": [{"kind": c.kind, "what": c.what, "how": c.how} for c in plan.changes],
        "gates": [{"name": g.name, "verdict": g.verdict, "found": g.found} for g in plan.gates],
        "notes": list(plan.notes),
        "may_go_on": plan.may_go_on,
    }


def print_json(value: object) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, indent=2))
