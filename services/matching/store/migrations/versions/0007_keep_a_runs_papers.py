"""What each programme's last match run was made of and what it answered, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_papers",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("papers", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("run_papers")
