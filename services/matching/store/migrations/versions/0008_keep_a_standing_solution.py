"""Keep a programme's standing solution, sealed, so that a restart goes on from it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_snapshots",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("standing_snapshots")
