"""Where Alembic finds the tables of scheduling."""

from services.scheduling.store.tables import metadata
from shared.store.migrations import run_in_environment

run_in_environment(metadata)
