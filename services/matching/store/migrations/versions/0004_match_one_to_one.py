"""Mentors, young people who wait for one, their sealed profiles, and match runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _mentors()
    _mentees()
    _match_runs()
    op.create_table(
        "profiles",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("profile", sa.Text),
        sa.Column("erased", sa.Boolean, nullable=False),
        sa.CheckConstraint("NOT erased OR profile IS NULL", name="erased_means_gone"),
    )


def _mentors() -> None:
    op.create_table(
        "mentors",
        sa.Column("mentor_id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("youngest", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Integer, nullable=False),
        sa.Column("profile_completed", sa.Boolean, nullable=False),
        sa.Column("trained", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("has_left", sa.Boolean, nullable=False),
        sa.Column("clearances", JSONB, nullable=False),
        sa.Column("held", JSONB, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("taken = jsonb_array_length(held)", name="mentor_counts_places"),
        sa.CheckConstraint("NOT has_left OR taken = 0", name="mentor_who_left_has_nobody"),
    )
    op.create_index("ix_mentors_due_at", "mentors", ["due_at"])


def _mentees() -> None:
    op.create_table(
        "mentees",
        sa.Column("referral_id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("area", sa.Text, nullable=False),
        sa.Column("track", sa.Text, nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("proposals", JSONB, nullable=False),
        sa.Column("match", JSONB, nullable=False),
        sa.Column("declined", JSONB, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "status IN ('waiting', 'agreed', 'matched', 'finished', 'withdrawn')",
            name="mentee_status_is_known",
        ),
        sa.CheckConstraint(
            "(status IN ('agreed', 'matched')) = (jsonb_typeof(match) = 'object')",
            name="mentee_with_a_match_has_one",
        ),
    )
    op.create_index("ix_mentees_due_at", "mentees", ["due_at"])
    waiting = sa.text("status = 'waiting'")
    op.create_index("ix_mentees_waiting", "mentees", ["programme"], postgresql_where=waiting)


def _match_runs() -> None:
    op.create_table(
        "match_runs",
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("without_profile", sa.Integer, nullable=False),
        sa.Column("mentors", sa.Integer, nullable=False),
        sa.Column("proposed", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("algorithm", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.Column("bound", sa.BigInteger, nullable=False),
        sa.CheckConstraint("value <= bound", name="match_run_keeps_its_bound"),
    )


def downgrade() -> None:
    op.drop_table("match_runs")
    op.drop_table("profiles")
    op.drop_table("mentees")
    op.drop_table("mentors")
