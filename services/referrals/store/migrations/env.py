"""Where Alembic finds the tables of referrals."""

from services.referrals.store.tables import metadata
from shared.store.migrations import run_in_environment

run_in_environment(metadata)
