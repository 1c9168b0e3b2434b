"""Bringing a service's database to the tables that its code expects, with Alembic."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from shared.privacy.safe_errors import SafeMessage, safe_error

LOCK_TIMEOUT = "5s"
"""A migration that cannot get its lock quickly gives up: everybody would queue up behind it."""


class TablesUnfit(SafeMessage):
    """The database cannot be asked, or its tables are older than the code."""


def migrate(url: str, scripts: Path, revision: str = "head") -> None:
    """Bring the database at ``url`` to ``revision``; does nothing when it is there already.

    Tables of a later release are left as they are: it may have been taken back, and only added.
    """
    configuration = _configuration(url, scripts)
    known = {r.revision for r in ScriptDirectory.from_config(configuration).walk_revisions()}
    at = _revision(url)
    if at is None or at in known:
        command.upgrade(configuration, revision)


def undo(url: str, scripts: Path, revision: str = "base") -> None:
    """Take the database at ``url`` back to ``revision``."""
    command.downgrade(_configuration(url, scripts), revision)


def require_tables(url: str, scripts: Path) -> None:
    """Return if the tables are at least as new as the code; ``TablesUnfit`` otherwise.

    A revision that this code does not know is a later one's: a migration only expands until no
    service of the version before runs any more, so that one can be taken back.
    """
    script = ScriptDirectory.from_config(_configuration(url, scripts))
    head, found = script.get_current_head(), _revision(url)
    older = {revision.revision for revision in script.walk_revisions()} - {head}
    if found is None or found in older:
        raise TablesUnfit(
            f"the tables are at revision {found or 'none'}, and this version needs {head}. Migrate "
            "first, as the database's owner: the same command with the word migrate, and the "
            "owner's URL as the database URL"
        )


def run_in_environment(metadata: MetaData) -> None:
    """What every service's ``env.py`` does: run the migrations in one transaction."""
    engine = create_engine(_sync_url(context.config.attributes["url"]), poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def _revision(url: str) -> str | None:
    engine = create_engine(_sync_url(url), poolclass=pool.NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise TablesUnfit(
            f"the database cannot be asked for its tables' revision ({safe_error(error)}). Check "
            "that it runs, the URL's password, and who signed its certificate"
        ) from None
    finally:
        engine.dispose()


def _configuration(url: str, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def _sync_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
