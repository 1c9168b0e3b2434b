"""What schools asked for and who comes to them are remembered under the senders' references."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_requests",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("school", sa.Text, nullable=False),
        sa.Column("latest", sa.Date, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
    )
    op.create_table(
        "school_offers",
        sa.Column("offer_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("organization", sa.Text, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("school_offers")
    op.drop_table("school_requests")
