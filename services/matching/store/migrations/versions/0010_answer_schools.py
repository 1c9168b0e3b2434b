"""Who comes to schools, and which schools wait: one row for each programme."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schools",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("comers", JSONB, nullable=False),
        sa.Column("waiting", JSONB, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "NOT jsonb_path_exists(comers, '$[*] ? (@.busiest > @.most)')",
            name="nobody_comes_more_often_than_offered",
        ),
        sa.CheckConstraint(
            "jsonb_array_length(waiting) = 0 OR due_at IS NOT NULL",
            name="waiting_school_is_watched",
        ),
    )
    # Rows that grow are kept uncompressed, for the reason that 0003 gives.
    for column in ("comers", "waiting"):
        op.execute(f"ALTER TABLE schools ALTER COLUMN {column} SET STORAGE EXTERNAL")
    op.create_index("ix_schools_due_at", "schools", ["due_at"])


def downgrade() -> None:
    op.drop_table("schools")
