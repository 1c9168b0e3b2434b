"""How new a service's tables are, and how new a release wants them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory

from deploy.rollout.cell import Cell
from deploy.rollout.release import Release
from deploy.rollout.stages import NOT_THERE_YET


@dataclass(frozen=True, slots=True)
class Revisions:
    """The migration that the tables stand at, the release's newest, and where all of those are."""

    now: str | None
    newest: str
    known: frozenset[str]
    scripts: Path

    @property
    def behind(self) -> bool:
        """Whether there is something to migrate: tables of a later release stay as they are."""
        return self.now is None or (self.now != self.newest and self.now in self.known)


def revisions_of(cell: Cell, release: Release, service: str) -> Revisions:
    """Return both for a service of a region."""
    scripts = release.folder / "services" / service / "store" / "migrations"
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    directory = ScriptDirectory.from_config(config)
    known = frozenset(script.revision for script in directory.walk_revisions())
    url = cell.databases().get(service)
    return Revisions(_now(url) if url else None, str(directory.get_current_head()), known, scripts)


def _now(url: str) -> str | None:
    async def ask() -> str | None:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            at = await connection.fetchval("SELECT version_num FROM alembic_version")
            return None if at is None else str(at)
        finally:
            await connection.close()

    try:
        return asyncio.run(ask())
    except NOT_THERE_YET:
        return None
