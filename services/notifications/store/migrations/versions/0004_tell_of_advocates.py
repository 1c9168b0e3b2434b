"""Letters about who somebody's advocate is, kept apart from messages about bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_letters",
        sa.Column("notification_id", sa.Uuid, primary_key=True),
        sa.Column("booking_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("referral_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("withdrawn_as", sa.Text),
        sa.Column("advocate_person_id", sa.Uuid),
        *_rules(),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("case_letters_due", "case_letters", ["due_at"], postgresql_where=due)


def _rules() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(
            "status IN ('due', 'sending', 'sent', 'suppressed', 'failed', 'unconfirmed')",
            name="known_status",
        ),
        sa.CheckConstraint(
            "template IN ('advocate_assigned', 'advocate_changed', 'advocate_unassigned')",
            name="known_template",
        ),
        sa.CheckConstraint(
            "(due_at IS NOT NULL) = (status IN ('due', 'sending'))", name="due_while_on_its_way"
        ),
        sa.CheckConstraint(
            "(reason IS NOT NULL) = (status IN ('suppressed', 'failed', 'unconfirmed'))",
            name="reason_when_not_sent",
        ),
        sa.CheckConstraint("attempts >= 0 AND revision >= 0", name="counts_from_zero"),
    ]


def downgrade() -> None:
    op.drop_table("case_letters")
