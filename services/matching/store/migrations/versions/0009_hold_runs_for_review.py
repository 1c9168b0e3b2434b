"""A run may be held until somebody who has reviewed it publishes it; dry runs are kept beside."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before writes rows without these: such a run was published when it was made.
    op.add_column(
        "match_runs", sa.Column("course", sa.Text, nullable=False, server_default="published")
    )
    op.add_column("match_runs", sa.Column("publish_by", sa.DateTime(timezone=True)))
    op.add_column("match_runs", sa.Column("decided_by", sa.Text, nullable=False, server_default=""))
    op.add_column("match_runs", sa.Column("decided_at", sa.DateTime(timezone=True)))
    op.add_column(
        "match_runs", sa.Column("dropped", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column("match_runs", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.add_column("run_papers", sa.Column("dry_run", sa.Text, nullable=False, server_default=""))
    op.add_column("run_papers", sa.Column("dry_papers", sa.Text))
    op.create_table(
        "run_answers",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("last", JSONB, nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("dry", JSONB, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("run_answers")
    op.drop_column("run_papers", "dry_papers")
    op.drop_column("run_papers", "dry_run")
    for column in ("due_at", "dropped", "decided_at", "decided_by", "publish_by", "course"):
        op.drop_column("match_runs", column)
