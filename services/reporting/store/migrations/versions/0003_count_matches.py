"""Count matches: a series of sessions may be a match's, and then it has a mentor."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("circles", sa.Column("mentor_id", sa.Uuid))


def downgrade() -> None:
    op.drop_column("circles", "mentor_id")
