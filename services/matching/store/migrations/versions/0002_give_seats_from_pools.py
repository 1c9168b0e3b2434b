"""Give seats from pools: waiting list and circles of one programme, area and track in one row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pools",
        sa.Column("pool_id", sa.Text, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("track", sa.Text, nullable=False),
        sa.Column("waiting", JSONB, nullable=False),
        sa.Column("circles", JSONB, nullable=False),
        sa.Column("last_rank", sa.Integer, nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("seats_taken", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "pool_id = programme || '|' || area || '|' || track", name="pool_is_its_parts"
        ),
        sa.CheckConstraint("track IN ('general', 'graduates')", name="pool_has_a_track"),
        sa.CheckConstraint("seats_taken BETWEEN 0 AND seats", name="pool_is_not_oversold"),
        sa.CheckConstraint(
            "NOT jsonb_path_exists(circles, '$[*] ? (@.members.size() > @.seats_max)')",
            name="circle_is_not_oversold",
        ),
        sa.CheckConstraint(
            "jsonb_path_exists(circles, '$[*]') = (due_at IS NOT NULL)",
            name="pool_with_circles_is_woken",
        ),
    )
    op.create_index("ix_pools_due_at", "pools", ["due_at"])


def downgrade() -> None:
    op.drop_table("pools")
