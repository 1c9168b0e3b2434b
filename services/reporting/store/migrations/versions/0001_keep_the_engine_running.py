"""The engine's own tables: inbox, outbox, stream positions, held facts, stages."""

from shared.store import engine_migration_1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    engine_migration_1.upgrade()


def downgrade() -> None:
    engine_migration_1.downgrade()
