"""Referrals and offers are remembered, so that a second one under the same reference is seen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("referral_id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("track", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("submitted_on", sa.Date, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("seats", JSONB, nullable=False),
        sa.CheckConstraint("track IN ('general', 'graduates')", name="referrals_track_is_known"),
        sa.CheckConstraint(
            "status IN ('accepted', 'waiting', 'placed', 'completed', 'withdrawn', 'rejected')",
            name="referrals_status_is_known",
        ),
        sa.CheckConstraint(
            "status <> 'placed' OR jsonb_array_length(seats) > 0",
            name="referrals_placed_has_a_seat",
        ),
    )
    op.create_table(
        "offers",
        sa.Column("offer_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("first_session_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("offers")
    op.drop_table("referrals")
