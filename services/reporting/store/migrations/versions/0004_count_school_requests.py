"""Count what schools asked for, by kind of school: one row for each request."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_requests",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("month", sa.Date),
        sa.Column("school_kind", sa.Text),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.Column("standing", sa.Text),
        sa.CheckConstraint(
            "standing IN ('waiting', 'matched', 'closed')", name="school_request_stands_somewhere"
        ),
        sa.CheckConstraint(
            "(programme IS NULL) = (month IS NULL) AND (area IS NULL) = (month IS NULL)"
            " AND (school_kind IS NULL) = (month IS NULL)",
            name="school_request_placed_as_a_whole",
        ),
    )


def downgrade() -> None:
    op.drop_table("school_requests")
