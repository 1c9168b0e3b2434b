"""The tables of notifications: people, sealed, and messages."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)

from services.notifications.domain.message import CaseLetter, Message, Question
from services.notifications.domain.person import Person
from shared.store.states import StoredState

metadata = MetaData()

people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("may_contact", Boolean, nullable=False),
    Column("contact", Text),
    Column("erased", Boolean, nullable=False),
    CheckConstraint("NOT erased OR contact IS NULL", name="erased_means_gone"),
)
"""Whether a person may be written to, and their sealed contact. One who was erased has none."""


def _columns() -> list[Column[Any]]:
    return [
        Column("notification_id", Uuid, primary_key=True),
        Column("booking_id", Uuid, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("template", Text, nullable=False),
        Column("person_id", Uuid, nullable=False),
        Column("referral_id", Uuid, nullable=False),
        Column("programme", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("number", Integer, nullable=False),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("ends_at", DateTime(timezone=True), nullable=False),
        Column("venue", Text, nullable=False),
        Column("wait_until", DateTime(timezone=True), nullable=False),
        Column("due_at", DateTime(timezone=True)),
        Column("status", Text, nullable=False),
        Column("reason", Text),
        Column("attempts", Integer, nullable=False),
        Column("withdrawn_as", Text),
    ]


def _rules() -> list[CheckConstraint]:
    return [
        CheckConstraint(
            "status IN ('due', 'sending', 'sent', 'suppressed', 'failed', 'unconfirmed')",
            name="known_status",
        ),
        CheckConstraint(
            "(due_at IS NOT NULL) = (status IN ('due', 'sending'))", name="due_while_on_its_way"
        ),
        CheckConstraint(
            "(reason IS NOT NULL) = (status IN ('suppressed', 'failed', 'unconfirmed'))",
            name="reason_when_not_sent",
        ),
        CheckConstraint("attempts >= 0 AND revision >= 0", name="counts_from_zero"),
    ]


messages = Table(
    "messages",
    metadata,
    *_columns(),
    *_rules(),
    CheckConstraint(
        "template IN ('invitation', 'reminder', 'cancellation')", name="known_template"
    ),
)
"""Every message about a booking, and how it ended. No name, no address, no word of the message."""

questions = Table(
    "questions",
    metadata,
    *_columns(),
    *_rules(),
    CheckConstraint("template = 'proposal'", name="known_template"),
)
"""Every question to a mentor, and how it ended: as messages, in a table of their own."""

case_letters = Table(
    "case_letters",
    metadata,
    *_columns(),
    Column("advocate_person_id", Uuid),
    *_rules(),
    CheckConstraint(
        "template IN ('advocate_assigned', 'advocate_changed', 'advocate_unassigned')",
        name="known_template",
    ),
)
"""Every letter about who somebody's advocate is: as messages, in a table of their own."""

Index("messages_due", messages.c.due_at, postgresql_where=messages.c.due_at.is_not(None))
Index("messages_by_person", messages.c.person_id)
Index("questions_due", questions.c.due_at, postgresql_where=questions.c.due_at.is_not(None))
Index(
    "case_letters_due", case_letters.c.due_at, postgresql_where=case_letters.c.due_at.is_not(None)
)

STATES = (
    StoredState(Person, people),
    StoredState(Message, messages),
    StoredState(Question, questions),
    StoredState(CaseLetter, case_letters),
)
