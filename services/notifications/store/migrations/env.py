"""Where Alembic finds the tables of notifications."""

from services.notifications.store.tables import metadata
from shared.store.migrations import run_in_environment

run_in_environment(metadata)
