"""Where Alembic finds the tables of matching."""

from services.matching.store.tables import metadata
from shared.store.migrations import run_in_environment

run_in_environment(metadata)
