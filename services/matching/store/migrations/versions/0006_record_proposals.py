"""What became of every proposal, for whoever holds a link to it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("match_id", sa.Uuid, primary_key=True),
        sa.Column("mentor_id", sa.Uuid, nullable=False),
        sa.Column("referral_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "course IN ('proposed', 'agreed', 'made', 'closed', 'ended')",
            name="proposal_takes_a_course",
        ),
        sa.CheckConstraint(
            "(reason IS NOT NULL) = (course IN ('closed', 'ended'))",
            name="proposal_ends_for_a_reason",
        ),
    )


def downgrade() -> None:
    op.drop_table("proposals")
