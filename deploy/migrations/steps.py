"""A service's migrations in their order, each as the SQL that it would run."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from shared.store.migrations import LOCK_TIMEOUT

SERVICES_FOLDER = Path(__file__).parents[2] / "services"


@dataclass(frozen=True, slots=True)
class Step:
    """One migration.

    ``kind`` is ``expand`` unless the module says ``step = "contract"``; ``completes`` is the
    revision whose change a contract step brings to its end. ``fault`` says why there is no SQL.
    """

    revision: str
    kind: str
    completes: str | None
    sql: str
    fault: str = ""


def scripts_of(service: str) -> Path:
    """Return the folder of a service's migrations."""
    return SERVICES_FOLDER / service / "store" / "migrations"


def steps_in(scripts: Path) -> list[Step]:
    """Return the migrations of a folder, the first one first. Asks no database."""
    found = ScriptDirectory(str(scripts)).walk_revisions()
    return [_step(script) for script in reversed(list(found))]


def settings_before(scripts: Path) -> str:
    """Return the SQL that runs before the migrations of a folder: what ``env.py`` asks for."""
    environment = (scripts / "env.py").read_text("utf-8")
    calls = "run_in_environment(" in environment
    return f"SET lock_timeout = '{LOCK_TIMEOUT}';\n" if calls else ""


def pending_after(steps: list[Step], revision: str | None) -> Iterator[Step]:
    """Yield the steps that a database at ``revision`` has before it (``None``: it is empty).

    A revision that is not known here belongs to a later release: nothing is pending.
    """
    known = [step.revision for step in steps]
    if revision is None:
        yield from steps
    elif revision in known:
        yield from steps[known.index(revision) + 1 :]


def _step(script: Script) -> Step:
    kind = str(getattr(script.module, "step", "expand"))
    completes = getattr(script.module, "completes", None)
    try:
        return Step(script.revision, kind, completes, _rendered(script))
    except Exception as error:  # noqa: BLE001 - whatever a migration does without a database
        fault = f"it asks the database what to do ({type(error).__name__})"
        return Step(script.revision, kind, completes, "", fault)


def _rendered(script: Script) -> str:
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        script.module.upgrade()
    return written.getvalue()
