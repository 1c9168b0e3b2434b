"""Whether a region is well: every gate after an apply or a promotion, from the outside."""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain, repeat
from typing import Any

from deploy.local.region import SERVICES
from deploy.operate.lag import lag_of
from deploy.operate.stores import dead_letters_of, outbox_of
from deploy.rollout.apply import Applying
from deploy.rollout.contracts import problems_with
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.reconciliation import figures_astray
from deploy.rollout.release import find
from deploy.rollout.secured_servers import compare
from deploy.rollout.stages import stages_in
from deploy.rollout.synthetic import Stuck, send_through

_Ask = Callable[[Applying], list[str]]
_SETTLE_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""How long reporting may take to hear what is in the log: at the first look, the second, ..."""
PATIENCE = 30.0
"""Seconds that a region which is at work may take to catch up before it counts as behind."""


def verify(
    work: Applying,
    tell: Callable[[Gate], None],
    patience: float = PATIENCE,
    synthetic_within: float | None = None,
) -> list[Gate]:
    """Judge every gate in turn and remember the outcome; ``tell`` hears each as it is found.

    ``synthetic_within``: seconds, where the synthetic referral is to get less than the gate says.
    """
    gates = []
    gate_says = work.inventory.roll_out.gates.synthetic_within_seconds
    within = min(gate_says, synthetic_within or gate_says)
    for gate in _gates(work, partial(_patiently, work, patience), within):
        tell(gate)
        gates.append(gate)
    passed = all(gate.verdict is Verdict.PASSED for gate in gates)
    work.cell.write(
        "verified.json",
        {
            "passed": passed,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "gates": {gate.name: [gate.verdict, gate.found] for gate in gates},
            "dead_letters": _count_dead_letters(work) if passed else _known_dead_letters(work),
        },
    )
    return gates


def _gates(
    work: Applying, catching_up: Callable[[_Ask], list[str]], synthetic_within: float
) -> Iterator[Gate]:
    code = work.cell.code
    yield Gate.judged(
        "health", lambda: _health(work, catching_up), f"./inroads region apply {code}"
    )
    yield Gate.judged("one release", lambda: _one_release(work), f"./inroads region apply {code}")
    if work.servers.secured:
        yield Gate.judged("access", lambda: _access(work), f"./inroads region plan {code}")
    yield Gate.judged("contracts", lambda: _contracts(work), f"./inroads region rollback {code}")
    yield Gate.judged("stages", lambda: _stages(work), f"./inroads region status {code}")
    yield Gate.judged("lag", lambda: catching_up(_lag), f"./inroads lag --region {code}")
    yield Gate.judged("outbox", lambda: catching_up(_outbox), "./inroads outbox")
    yield Gate.judged("dead letters", lambda: _dead_letters(work), "./inroads dead-letters list")
    yield _synthetic(work, synthetic_within)
    yield Gate.judged(
        "reconciliation",
        lambda: catching_up(_reconciling()),
        "see deploy/runbooks: the figures do not follow from the log",
    )


def _health(work: Applying, catching_up: Callable[[_Ask], list[str]]) -> list[str]:
    """A service that runs may yet become ready; nobody but an operator starts one that ended."""
    ended = [name for name in SERVICES if not work.processes.runs(name)]
    return [f"{name} does not run" for name in ended] or catching_up(_readiness)


def _readiness(work: Applying) -> list[str]:
    return [
        f"{name} runs and is not ready"
        for name in SERVICES
        if not (work.processes.health(name) or {}).get("ready")
    ]


def _one_release(work: Applying) -> list[str]:
    wanted = (work.cell.read("release.json") or {}).get("version")
    runs = {service: work.processes.running(service) for service in SERVICES}
    return [
        f"{service} runs {running.version} and not {wanted}"
        for service, running in runs.items()
        if running is not None and running.version != wanted
    ]


def _access(work: Applying) -> list[str]:
    """Somebody may have given a right by hand, or taken one."""
    changes = list(compare(work.cell, work.servers).changes())
    return [f"{change.kind} {change.what}: {change.how}" for change in changes]


def _contracts(work: Applying) -> list[str]:
    runs: dict[str, Any] = work.cell.read("release.json") or {}
    return problems_with(work.cell, find(work.cell.state, runs.get("version", "")))


def _stages(work: Applying) -> list[str]:
    async def ask() -> dict[str, dict[str, str]]:
        urls = work.cell.databases()
        known = await asyncio.gather(*(stages_in(url) for url in urls.values()))
        return dict(zip(urls, known, strict=True))

    known = asyncio.run(ask())
    announced: dict[str, str] = work.cell.read("stages.json") or {}
    return [
        f"{service} has {programme} {stages.get(programme, 'off')} and not {stage}"
        for service, stages in known.items()
        for programme, stage in announced.items()
        if stages.get(programme, "off") != stage
    ]


def _lag(work: Applying) -> list[str]:
    most = work.inventory.roll_out.gates.unread_at_most
    found = asyncio.run(lag_of(work.servers.administrator, work.cell.code))
    unknown = [f"{lag.service} on {lag.stream}: {lag.why}" for lag in found if lag.count is None]
    behind = [
        f"{lag.service} has {lag.count} of {lag.stream} to read (at most {most})"
        for lag in found
        if (lag.count or 0) > most
    ]
    return unknown + behind


def _outbox(work: Applying) -> list[str]:
    most = work.inventory.roll_out.gates.outbox_seconds_at_most
    problems = []
    for service, url in work.cell.databases().items():
        unsent = asyncio.run(outbox_of(url))
        if (unsent.oldest_seconds or 0) > most:
            problems.append(
                f"{service} has {unsent.count} unpublished facts, the oldest "
                f"{unsent.oldest_seconds:.0f} seconds old (at most {most})"
            )
    return problems


def _dead_letters(work: Applying) -> list[str]:
    most = work.inventory.roll_out.gates.new_dead_letters_at_most
    known, now = _known_dead_letters(work), _count_dead_letters(work)
    return [
        f"{service} has {count - known.get(service, 0)} new"
        for service, count in now.items()
        if count - known.get(service, 0) > most
    ]


def _known_dead_letters(work: Applying) -> dict[str, int]:
    return dict((work.cell.read("verified.json") or {}).get("dead_letters") or {})


def _count_dead_letters(work: Applying) -> dict[str, int]:
    return {
        service: sum(letter.count or 0 for letter in asyncio.run(dead_letters_of(url)))
        for service, url in work.cell.databases().items()
    }


def _synthetic(work: Applying, within: float) -> Gate:
    area = work.inventory.region(work.cell.code).in_force[0]
    next_step = "look at the log and the dead letters of the service that it did not reach"
    try:
        kafka, databases = work.as_party("senders"), work.cell.databases()
        sending = send_through(kafka, work.cell.code, area, databases, within, work.processes.runs)
        passed = asyncio.run(sending)
    except Stuck as stuck:
        return Gate("synthetic referral", Verdict.FAILED, str(stuck), next_step)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, nothing was learned
        found = f"{type(error).__name__}: {error}"
        return Gate("synthetic referral", Verdict.UNKNOWN, found, next_step)
    found = f"through all five services in {passed.arrived:.1f} s, gone after {passed.gone:.1f} s"
    return Gate("synthetic referral", Verdict.PASSED, found)


def _reconciling() -> _Ask:
    """Each look gives reporting more time than the one before."""
    settling = chain(_SETTLE_SECONDS, repeat(_SETTLE_SECONDS[-1]))

    def look(work: Applying) -> list[str]:
        reporting, kafka = work.cell.databases()["reporting"], work.servers.administrator
        found = asyncio.run(figures_astray(kafka, work.cell.code, reporting, next(settling)))
        return [f"{len(found)} figures differ from the log"] if found else []

    return look


def _patiently(work: Applying, patience: float, ask: _Ask) -> list[str]:
    """Ask until nothing is wrong, or until a region at work should have caught up."""
    deadline = time.monotonic() + patience
    while (problems := ask(work)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return problems
