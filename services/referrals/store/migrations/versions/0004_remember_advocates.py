"""Advocates are remembered, so that later words about them are known to be about somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advocates",
        sa.Column("advocate_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("has_left", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("advocates")
