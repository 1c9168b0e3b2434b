"""The first shape of the engine's tables. Frozen: a later shape is another migration."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "inbox",
        sa.Column("delivery_id", sa.Uuid, primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("headers", sa.LargeBinary, nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        postgresql_with={
            "autovacuum_vacuum_scale_factor": "0",
            "autovacuum_vacuum_threshold": "5000",
            "autovacuum_vacuum_cost_delay": "0",
        },
    )
    op.create_table(
        "stream_position",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    _create_held()
    op.create_table(
        "stage",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("canary_offices", ARRAY(sa.Text), nullable=False),
        sa.Column("canary_percent", sa.Integer, nullable=False),
    )


def _create_held() -> None:
    op.create_table(
        "held",
        sa.Column("place", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("delivery_id", sa.Uuid, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("order_key", sa.Text, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("waits_for", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("pointer", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("headers", sa.LargeBinary, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("held_by_key", "held", ["topic", "order_key", "place"])
    op.create_index("held_by_programme", "held", ["programme", "place"])


def downgrade() -> None:
    """Drop the tables. What was in them is in the topics, for as long as those are kept."""
    for table in ("stage", "held", "stream_position", "outbox", "inbox"):
        op.drop_table(table)
