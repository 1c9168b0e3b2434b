"""The table of series."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.scheduling.domain.series import Series
from shared.store.states import StoredState

metadata = MetaData()

series = Table(
    "series",
    metadata,
    Column("circle_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("venue", Text, nullable=False),
    Column("sessions", JSONB, nullable=False),
    Column("members", JSONB, nullable=False),
    Column("attendance", JSONB, nullable=False),
    Column("completed", Boolean, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    CheckConstraint(
        "NOT jsonb_path_exists(sessions, '$[*] ? (@.status == \"planned\")') OR due_at IS NOT NULL",
        name="planned_session_is_woken",
    ),
    CheckConstraint("NOT completed OR due_at IS NULL", name="completed_series_sleeps"),
)
"""One confirmed circle or one match: its sessions, who is booked for which, and who came."""

STATES = (StoredState(Series, series),)
