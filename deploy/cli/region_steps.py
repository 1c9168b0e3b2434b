"""The steps of `./inroads region`: what each does with what was typed, and what it says."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from deploy.chart.access_of import access_of
from deploy.chart.values_of import Platform, chart_values
from deploy.cli.figures import write_figures
from deploy.cli.region_told import (
    plan_as_json,
    print_gate,
    print_json,
    print_plan,
    print_status,
    print_verdict,
    say_stage,
    show,
    table_of,
)
from deploy.local.errors import StackError
from deploy.regions.inventory import load_inventory
from deploy.rollout import audit, promotion
from deploy.rollout.apply import Applying, apply, roll_back
from deploy.rollout.approvals import approve as note_approval
from deploy.rollout.cell import ORDER, Cell
from deploy.rollout.drill import drill as play_drill
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.plan import make_plan
from deploy.rollout.processes import STOP_SECONDS
from deploy.rollout.release import CHECKOUT, release_of
from deploy.rollout.renewal import renew
from deploy.rollout.servers import named_servers, servers_for
from deploy.rollout.status import statuses
from deploy.rollout.status_page import write_page
from deploy.rollout.verify import verify as judge


def work_on(arguments: Namespace) -> Applying:
    """Return what it takes to work on the region that was named. Raises ``StackError``."""
    inventory = load_inventory()
    wants = inventory.region(arguments.region).file.servers
    cell = Cell(arguments.region, arguments.state)
    stop_within = getattr(arguments, "stop_within", STOP_SECONDS)
    return Applying(inventory, cell, servers_for(cell, wants), print, stop_within)


def _list(arguments: Namespace) -> int:
    inventory = load_inventory()
    if arguments.json:
        print_json(
            {
                code: place.file.model_dump(mode="json") | {"districts": place.in_force}
                for code, place in inventory.regions.items()
            }
        )
        return 0
    table = table_of("region", "name", "wave", "districts", "programmes, at most")
    for wave in inventory.roll_out.waves:
        for code, place in inventory.regions.items():
            if place.file.wave == wave.code:
                stages = ", ".join(f"{p} {s}" for p, s in place.file.stages.items())
                table.add_row(code, place.file.name, wave.code, str(len(place.in_force)), stages)
    show(table)
    return 0


def _plan(arguments: Namespace) -> int:
    work = work_on(arguments)
    plan = make_plan(work.inventory, work.cell, work.servers, release_of(arguments.release))
    if arguments.json:
        print_json(plan_as_json(plan))
    else:
        print_plan(plan)
    return 0 if plan.may_go_on else 1


def _apply(arguments: Namespace) -> int:
    work, release = work_on(arguments), release_of(arguments.release)
    plan = make_plan(work.inventory, work.cell, work.servers, release)
    print_plan(plan)
    if arguments.dry_run:
        print("A dry run: nothing was touched.")
        return 0 if plan.may_go_on else 1
    by = arguments.by or audit.operator()
    with audit.recorded(work.cell, "apply", by, release=release.version) as step:
        if not plan.may_go_on:
            step.facts["despite"] = arguments.despite
            if not arguments.despite:
                raise StackError(
                    "A gate is closed, so nothing was touched. See above what to mend."
                )
        apply(work, release)
    print(f"\n{work.cell.code} runs {release.version}. Next: {work.cell.step('verify')}")
    return 0


def _verify(arguments: Namespace) -> int:
    work = work_on(arguments)
    quiet: Callable[[Gate], None] = lambda _: None  # noqa: E731
    tell = quiet if arguments.json else print_gate
    gates = judge(work, tell, synthetic_within=arguments.synthetic_within)
    if arguments.json:
        print_json([{"name": g.name, "verdict": g.verdict, "found": g.found} for g in gates])
    else:
        print_verdict(work.cell, gates)
    worst = {gate.verdict for gate in gates}
    if worst == {Verdict.PASSED}:
        return 0
    return 1 if Verdict.FAILED in worst else 2


def _approve(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    stage = arguments.stage or promotion.next_stage(work, arguments.programme)
    release = (work.cell.read("release.json") or {}).get("version", "")
    facts = {"programme": arguments.programme, "stage": stage, "release": release}
    with audit.recorded(work.cell, "approve", by, **facts):
        note_approval(work.cell, arguments.programme, stage, release, by)
    print(f"{by} approves {arguments.programme} {stage} in {work.cell.code} on {release}.")
    return 0


def _promote(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    stage = arguments.stage or promotion.next_stage(work, arguments.programme)
    now = promotion.stage_of(work, arguments.programme)
    if arguments.dry_run:
        print(f"{arguments.programme} would go from {now} to {stage} in {work.cell.code}.")
        return 0
    facts = {"programme": arguments.programme, "stage": stage}
    with audit.recorded(work.cell, "promote", by, **facts) as step:
        step.facts |= promotion.promote(work, arguments.programme, stage, by)
    say_stage(work.cell.code, arguments.programme, stage, step.facts)
    return 0


def _pause(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    if arguments.dry_run:
        print(f"{arguments.programme} would be paused in {work.cell.code}; what comes would wait.")
        return 0
    with audit.recorded(work.cell, "pause", by, programme=arguments.programme) as step:
        step.facts |= promotion.pause(work, arguments.programme)
    say_stage(work.cell.code, arguments.programme, "paused", step.facts)
    print(f"What comes now waits. To go on: {work.cell.step('promote')}")
    return 0


def _rollback(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    runs = work.cell.read("release.json") or {}
    if arguments.dry_run:
        wanted = arguments.to or runs.get("before") or "nothing: it has run no other release"
        print(f"{work.cell.code} would go from {runs.get('version')} to {wanted}.")
        return 0
    with audit.recorded(work.cell, "rollback", by, was=runs.get("version")) as step:
        release = roll_back(work, arguments.to)
        step.facts["release"] = release.version
    print(f"{work.cell.code} runs {release.version}. Next: {work.cell.step('verify')}")
    return 0


def _stop(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    services = [name for name in reversed(ORDER) if name in (arguments.service or ORDER)]
    with audit.recorded(work.cell, "stop", by, services=services):
        for service in services:
            work.processes.stop(service)
            print(f"{service}: stopped.")
    return 0


def _renew(arguments: Namespace) -> int:
    work, by = work_on(arguments), arguments.by or audit.operator()
    with audit.recorded(work.cell, "renew", by, party=arguments.party):
        renew(work, arguments.party)
    return 0


def _status(arguments: Namespace) -> int:
    try:
        servers = named_servers()
    except StackError as error:
        print(f"{error}\nWithout them, only what this machine remembers can be shown.\n")
        servers = None
    found = statuses(load_inventory(), arguments.state, servers)
    if arguments.json:
        print_json([status.to_json() for status in found])
    elif arguments.page:
        write_page(arguments.page, found)
        print(f"Written: {arguments.page}")
    else:
        print_status(found)
    return 0


def _values(arguments: Namespace) -> int:
    place = load_inventory().region(arguments.region)
    platform = Platform(
        kafka=arguments.kafka, mail_host=arguments.mail_host, registry=arguments.registry
    )
    version = release_of(arguments.release).version
    access = access_of(arguments.region)
    values = chart_values(arguments.region, version, platform, wave=place.file.wave, access=access)
    # JSON is YAML too, and leaves no doubt that a version such as 771225284e91 is a text.
    print(json.dumps(values, indent=2))
    return 0


def _history(arguments: Namespace) -> int:
    load_inventory().region(arguments.region)
    steps = audit.history(Cell(arguments.region, arguments.state))
    if arguments.json:
        print_json(steps)
        return 0
    usual = {"at", "by", "action", "ended", "seconds"}
    table = table_of("when (UTC)", "who", "what", "ended", "seconds", "more")
    for step in steps:
        more = ", ".join(f"{name} {said}" for name, said in step.items() if name not in usual)
        at = str(step["at"])[:19].replace("T", " ")
        table.add_row(at, step["by"], step["action"], step["ended"], str(step["seconds"]), more)
    show(table)
    return 0


def _drill(arguments: Namespace) -> int:
    if arguments.short and arguments.write:
        raise StackError("README.md has the times of the whole drill: leave out --short.")
    done = play_drill(short=arguments.short)
    if arguments.json:
        print_json(done.to_json())
    else:
        show(done.table())
        print(done.summary())
    if arguments.write:
        write_figures(CHECKOUT / "README.md", "drill", done.markdown())
    return 0 if done.passed else 1


def _about_runs(arguments: Namespace) -> int:
    steps = import_module("deploy.cli.run_steps")  # it loads matching and its compiled loops
    return int(steps.run(arguments))


STEPS: Final[Mapping[str, Callable[[Namespace], int]]] = {
    "list": _list,
    "plan": _plan,
    "apply": _apply,
    "verify": _verify,
    "approve": _approve,
    "promote": _promote,
    "pause": _pause,
    "rollback": _rollback,
    "stop": _stop,
    "renew": _renew,
    "status": _status,
    "values": _values,
    "history": _history,
    "drill": _drill,
    "runs": _about_runs,
    "rehearse": _about_runs,
    "publish": _about_runs,
    "discard": _about_runs,
}
