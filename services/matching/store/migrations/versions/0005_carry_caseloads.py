"""Advocates, whom they support, and who waits for one: one row for each programme."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "caseloads",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("advocates", JSONB, nullable=False),
        sa.Column("waiting", JSONB, nullable=False),
        sa.Column("newcomers", JSONB, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("planned_on", sa.Date),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("bound", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "NOT jsonb_path_exists(advocates, '$[*] ? (@.load > @.most)')",
            name="caseload_is_within_its_cap",
        ),
        sa.CheckConstraint(
            "jsonb_path_exists(advocates, '$[*] ? (@.contract_ends != null)')"
            " = (due_at IS NOT NULL)",
            name="contract_that_ends_is_watched",
        ),
        sa.CheckConstraint("value <= bound", name="handover_keeps_its_bound"),
    )
    # Rows that grow are kept uncompressed, for the reason that 0003 gives.
    for column in ("advocates", "waiting"):
        op.execute(f"ALTER TABLE caseloads ALTER COLUMN {column} SET STORAGE EXTERNAL")
    op.create_index("ix_caseloads_due_at", "caseloads", ["due_at"])


def downgrade() -> None:
    op.drop_table("caseloads")
