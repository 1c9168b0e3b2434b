"""Bringing a service's database to the tables that its code expects, with Alembic."""

from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, pool, text
from sqlalchemy.engine import make_url

LOCK_TIMEOUT = "5s"
"""A migration that cannot get its lock quickly gives up: everybody would queue up behind it."""


def migrate(url: str, scripts: Path, revision: str = "head") -> None:
    """Bring the database at ``url`` to ``revision``; does nothing when it is there already."""
    command.upgrade(_configuration(url, scripts), revision)


def undo(url: str, scripts: Path, revision: str = "base") -> None:
    """Take the database at ``url`` back to ``revision``."""
    command.downgrade(_configuration(url, scripts), revision)


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


def _configuration(url: str, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def _sync_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
