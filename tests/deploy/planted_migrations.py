"""A service's migrations with one more at their end, as somebody might write it."""

import shutil
from pathlib import Path

from deploy.migrations.steps import scripts_of

_MODULE = '''"""{name}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
{says}


def upgrade() -> None:
    {does}


def downgrade() -> None:
    pass
'''


class Planted:
    """A copy of scheduling's migrations, whose newest makes the table ``series``."""

    def __init__(self, folder: Path) -> None:
        self.scripts = folder / "migrations"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(scripts_of("scheduling"), self.scripts, ignore=ignored)
        names = sorted(file.name for file in self.versions.glob("*.py"))
        self.last = names[-1][:4]

    @property
    def versions(self) -> Path:
        return self.scripts / "versions"

    def add(self, does: str, says: str = "") -> str:
        """Add a migration that does this; return its revision."""
        before, self.last = self.last, f"{int(self.last) + 1:04}"
        module = _MODULE.format(
            name="Planted", revision=self.last, before=before, says=says, does=does
        )
        (self.versions / f"{self.last}_planted.py").write_text(module)
        return self.last
