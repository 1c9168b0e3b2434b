"""Receipts are kept for senders who come by HTTP, so that they can be asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_receipts",
        sa.Column("receipt_id", sa.Uuid, primary_key=True),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("kept_receipts")
