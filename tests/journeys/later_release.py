"""The next release, made of this one: every service says, and remembers, one thing more."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LATER = "later"
"""What the next release writes where this one writes nothing."""


class Grows(NamedTuple):
    """What of a service grows: a fact that it publishes, a state that it keeps, and its table.

    ``also`` are the tables of states that are this one by another name.
    """

    fact: str
    domain: str
    state: str
    table: str
    also: tuple[str, ...] = ()


GROWS = {
    "referrals": Grows("inroads.referral.accepted.v1", "referral", "Referral", "referrals"),
    "matching": Grows("inroads.referral.waitlisted.v1", "pool", "Pool", "pools"),
    "scheduling": Grows("inroads.session.planned.v1", "series", "Series", "series"),
    "notifications": Grows(
        "inroads.notification.sent.v1",
        "message",
        "Message",
        "messages",
        also=("questions", "case_letters"),
    ),
    "reporting": Grows("inroads.figure.computed.v1", "journey", "Journey", "journeys"),
}

_MIGRATION = '''"""Remember which release wrote a row."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    op.add_column("{table}", sa.Column("written_by", sa.Text))


def downgrade() -> None:
    op.drop_column("{table}", "written_by")
'''


def make_later_release(folder: Path) -> Path:
    """Write the next release into a folder and return it."""
    for package in ("shared", "services"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    for service, grows in GROWS.items():
        _grow_fact(folder / "shared" / "contracts" / f"{service}.py", grows.fact)
        home = folder / "services" / service
        _grow_state(home / "domain" / f"{grows.domain}.py", grows.state)
        for table in (grows.table, *grows.also):
            _grow_table(home / "store" / "tables.py", table)
            _add_migration(home / "store" / "migrations" / "versions", table)
    return folder


def _grow_fact(file: Path, fact: str) -> None:
    said = f'    TYPE: ClassVar[str] = "{fact}"\n'
    _replace(file, re.escape(said), f'{said}    said_by: str = "{LATER}"\n')


def _grow_state(file: Path, state: str) -> None:
    """Put a field after the last one of a dataclass: before its first method, or its end."""
    fields = rf"(class {state}:\n.*?)(\n\n    (?:@|def )|\n\n\n)"
    _replace(file, fields, rf'\1\n    written_by: str | None = "{LATER}"\2')


def _grow_table(file: Path, table: str) -> None:
    begins = f'    "{table}",\n    metadata,\n'
    _replace(file, re.escape(begins), f'{begins}    Column("written_by", Text),\n')


def _add_migration(versions: Path, table: str) -> None:
    before = max(file.name[:4] for file in versions.glob("*.py"))
    revision = f"{int(before) + 1:04}"
    text = _MIGRATION.format(revision=revision, before=before, table=table)
    (versions / f"{revision}_remember_who_wrote_{table}.py").write_text(text)


def _replace(file: Path, pattern: str, by: str) -> None:
    today = file.read_text()
    later, count = re.subn(pattern, by, today, count=1, flags=re.DOTALL)
    assert count == 1, f"{file} is written differently now: change what makes the later release"
    file.write_text(later)
