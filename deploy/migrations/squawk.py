"""Asking Squawk, a linter of PostgreSQL migrations, what it thinks of some SQL."""

import json
import shutil
import subprocess
import sysconfig
from typing import NamedTuple

from deploy.operate.cannot_tell import CannotTell

_FASHION = (
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",
    "prefer-text-field",
    "require-statement-timeout",  # an index that is built beside the traffic may take its time
)
"""Rules on taste, and what does not matter here; every other rule counts, newer ones too."""


class Violation(NamedTuple):
    """A rule of Squawk's that a statement breaks; ``line`` counts from 1."""

    rule: str
    line: int
    says: str


def violations(sql: str) -> list[Violation]:
    """Return what Squawk finds in SQL, which says itself where a transaction begins and ends.

    Raises ``CannotTell`` when Squawk is not installed or does not work.
    """
    exclude = [f"--exclude={rule}" for rule in _FASHION]
    asked = subprocess.run(
        [_program(), "--reporter=json", "--stdin-filepath=-", *exclude],
        input=sql,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    try:
        found = json.loads(asked.stdout)
    except ValueError:
        raise CannotTell(
            f"Squawk ended with {asked.returncode} instead of an answer: {asked.stderr[:200]}"
        ) from None
    return [
        Violation(
            one["rule_name"], one["line"] + 1, " ".join((one["help"] or one["message"]).split())
        )
        for one in found
    ]


def _program() -> str:
    program = shutil.which("squawk", path=sysconfig.get_path("scripts")) or shutil.which("squawk")
    if program is None:
        raise CannotTell("Squawk is not installed: run `./inroads` once, it installs squawk-cli.")
    return program
