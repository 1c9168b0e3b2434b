"""Plan series: the sessions of a circle, who is booked for each and who came, in one row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("circle_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("sessions", JSONB, nullable=False),
        sa.Column("members", JSONB, nullable=False),
        sa.Column("attendance", JSONB, nullable=False),
        sa.Column("completed", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "NOT jsonb_path_exists(sessions, '$[*] ? (@.status == \"planned\")')"
            " OR due_at IS NOT NULL",
            name="planned_session_is_woken",
        ),
        sa.CheckConstraint("NOT completed OR due_at IS NULL", name="completed_series_sleeps"),
    )
    op.create_index("ix_series_due_at", "series", ["due_at"])


def downgrade() -> None:
    op.drop_table("series")
