"""Employers have an account each: one ask at a time, and what was given."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employers",
        sa.Column("employer_id", sa.Uuid, primary_key=True),
        sa.Column("size_band", sa.Text, nullable=False),
        sa.Column("sector", sa.Text, nullable=False),
        sa.Column("ask_kind", sa.Text, nullable=False),
        sa.Column("ask_quantity", sa.Integer, nullable=False),
        sa.Column("ask_given", sa.Integer, nullable=False),
        sa.Column("ask_standing", sa.Text, nullable=False),
        sa.Column("given_mentors", sa.Integer, nullable=False),
        sa.Column("given_hosting", sa.Integer, nullable=False),
        sa.Column("given_taster_days", sa.Integer, nullable=False),
        sa.Column("given_feedback", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "ask_standing IN ('none', 'asked', 'promised', 'declined', 'given')",
            name="employers_standing_is_known",
        ),
        sa.CheckConstraint(
            "ask_standing <> 'given' OR ask_given >= ask_quantity",
            name="employers_given_is_all_that_was_asked",
        ),
    )


def downgrade() -> None:
    op.drop_table("employers")
