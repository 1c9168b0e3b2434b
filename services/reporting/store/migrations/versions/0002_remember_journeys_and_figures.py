"""Reporting can remember journeys, circles and announced figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_journeys()
    op.create_table(
        "circles",
        sa.Column("circle_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("status", sa.Text),
        sa.Column("sessions", JSONB, nullable=False),
        sa.Column("sessions_held", sa.Integer, nullable=False),
        sa.CheckConstraint("status IN ('formed', 'confirmed', 'cancelled')", name="known_status"),
        sa.CheckConstraint("sessions_held >= 0", name="counts_from_zero"),
    )
    op.create_table(
        "figures",
        sa.Column("figure_id", sa.Text, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("numerator", sa.Integer, nullable=False),
        sa.Column("denominator", sa.Integer, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("0 <= numerator AND numerator <= denominator", name="part_of_a_whole"),
    )


def downgrade() -> None:
    op.drop_table("figures")
    op.drop_table("circles")
    op.drop_table("journeys")


def _create_journeys() -> None:
    op.create_table(
        "journeys",
        sa.Column("referral_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text),
        sa.Column("area", sa.Text),
        sa.Column("current_area", sa.Text),
        sa.Column("submitted_on", sa.Date),
        sa.Column("month", sa.Date),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("rejected_code", sa.Text),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("waitlisted", sa.Boolean, nullable=False),
        sa.Column("seats", JSONB, nullable=False),
        sa.Column("attendances", JSONB, nullable=False),
        sa.Column("participations", JSONB, nullable=False),
        sa.Column("outcomes", JSONB, nullable=False),
        sa.Column("letters", JSONB, nullable=False),
        sa.Column("joined", sa.Boolean, nullable=False),
        sa.Column("invited", sa.Boolean, nullable=False),
        sa.Column("attended", sa.Boolean, nullable=False),
        sa.Column("completed", sa.Boolean, nullable=False),
        sa.Column("outcome_kinds", JSONB, nullable=False),
        sa.Column("whereabouts", sa.Text, nullable=False),
        sa.CheckConstraint(
            "(programme IS NULL) = (month IS NULL) AND (area IS NULL) = (month IS NULL)",
            name="placed_as_a_whole",
        ),
        sa.CheckConstraint("extract(day FROM month) = 1", name="months_begin_on_the_first"),
        sa.CheckConstraint(
            "(NOT joined OR accepted) AND (NOT attended OR joined) AND (NOT completed OR attended)",
            name="stages_are_nested",
        ),
        sa.CheckConstraint("NOT accepted OR rejected_code IS NULL", name="one_verdict"),
        sa.CheckConstraint(
            "(whereabouts = 'unplaced') = (month IS NULL)", name="everybody_is_somewhere"
        ),
    )
    op.create_index("journeys_by_cell", "journeys", ["programme", "month", "area"])
