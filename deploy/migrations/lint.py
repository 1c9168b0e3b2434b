"""Expand, migrate, contract: what a migration may do while two versions work on the same tables.

An *expand* step adds: whatever the version before reads and writes stays as it is, and no lock is
held for long, so the new version can come and go again. A *contract* step takes away what only
older versions needed, one release later, and says so::

    step = "contract"
    completes = "0004"    # the expand step that brought what is used instead
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.migrations.squawk import violations
from deploy.migrations.steps import Step, pending_after, scripts_of, settings_before, steps_in

_ONLY_CONTRACT_MAY = {
    "ban-drop-column",
    "ban-drop-default",
    "ban-drop-not-null",
    "ban-drop-table",
    "ban-drop-view",
}
_OUR_RULES = (
    (
        "rows-in-one-go",
        re.compile(r"(?:^|;)\s*(?:UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE | re.MULTILINE),
        "it changes rows under the running services; let them write each row anew as they save it",
    ),
    (
        "not-to-be-seen-through",
        re.compile(r"(?:^|;)\s*(?:DO|CALL|EXECUTE)\b", re.IGNORECASE | re.MULTILINE),
        "what it does shows only when it runs; write the statements themselves",
    ),
    (
        "lock-timeout-changed",
        re.compile(r"\b(?:SET|RESET)\b[^;]*\block_timeout\b", re.IGNORECASE),
        "it changes how long it waits for a lock, and everybody queues up behind it; leave it out",
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a migration may not do. ``statement`` is where; ``says`` is why, and the way on."""

    service: str
    revision: str
    rule: str
    says: str
    statement: str = ""

    def __str__(self) -> str:
        where = f" ({self.statement})" if self.statement else ""
        return f"{self.service} {self.revision}: {self.rule}{where}: {self.says}"


def lint(service: str, *, live: Collection[str] = (), scripts: Path | None = None) -> list[Finding]:
    """Return what a service's migrations may not do; an empty list when all is well.

    ``live`` are the revisions at which the databases of live regions are; ``scripts`` is another
    folder than the service's own. Asks no database. Raises ``CannotTell`` without Squawk.
    """
    folder = scripts or scripts_of(service)
    steps, before = steps_in(folder), settings_before(folder)
    found = [
        *(finding for step in steps for finding in _of_step(service, step, before)),
        *_order(service, steps),
        *(finding for at in sorted(set(live)) for finding in _too_soon(service, steps, at)),
    ]
    return list(dict.fromkeys(found))


def _of_step(service: str, step: Step, before: str) -> Iterator[Finding]:
    if step.fault:
        says = f"{step.fault}; write it so that it can be read beforehand"
        yield Finding(service, step.revision, "not-to-be-rendered", says)
        return
    for rule, pattern, says in _OUR_RULES:
        for match in pattern.finditer(step.sql):
            statement = step.sql[match.start() :].strip("; \n").splitlines()[0]
            yield Finding(service, step.revision, rule, says, statement)
    sql = f"{before}BEGIN;\n{step.sql}\nCOMMIT;\n"
    lines = sql.splitlines()
    for violation in violations(sql):
        if step.kind == "contract" and violation.rule in _ONLY_CONTRACT_MAY:
            continue
        statement = lines[violation.line - 1].strip() if violation.line <= len(lines) else ""
        says = violation.says
        if violation.rule in _ONLY_CONTRACT_MAY:
            says += ' Only a step = "contract" may, one release later.'
        yield Finding(service, step.revision, violation.rule, says, statement)


def _order(service: str, steps: list[Step]) -> Iterator[Finding]:
    """Every step says what it is, and a contract step completes an expand step before it."""
    expanded: set[str] = set()
    for step in steps:
        if step.kind == "expand":
            expanded.add(step.revision)
        elif step.kind != "contract":
            says = f'step = "{step.kind}" is neither "expand" nor "contract"'
            yield Finding(service, step.revision, "unknown-step", says)
        elif step.completes not in expanded:
            says = f'completes = "{step.completes}" names no expand step before it'
            yield Finding(service, step.revision, "completes-nothing", says)


def _too_soon(service: str, steps: list[Step], live: str) -> Iterator[Finding]:
    """A contract step comes a release after what it completes, or there is no way back."""
    pending = list(pending_after(steps, live))
    revisions = {step.revision for step in pending}
    for step in pending:
        if step.kind == "contract" and step.completes in revisions:
            says = (
                f"a live region is still at {live}: release {step.completes} to every region first,"
                " and this one a release later"
            )
            yield Finding(service, step.revision, "contract-too-soon", says)
