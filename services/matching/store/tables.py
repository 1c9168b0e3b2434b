"""The table of pools. It refuses an oversold seat even if the code that fills it were wrong."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.matching.domain.pool import Pool
from shared.store.states import StoredState

metadata = MetaData()

pools = Table(
    "pools",
    metadata,
    Column("pool_id", Text, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("waiting", JSONB, nullable=False),
    Column("circles", JSONB, nullable=False),
    Column("last_rank", Integer, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("seats_taken", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    CheckConstraint("pool_id = programme || '|' || area || '|' || track", name="pool_is_its_parts"),
    CheckConstraint("track IN ('general', 'graduates')", name="pool_has_a_track"),
    CheckConstraint("seats_taken BETWEEN 0 AND seats", name="pool_is_not_oversold"),
    CheckConstraint(
        "NOT jsonb_path_exists(circles, '$[*] ? (@.members.size() > @.seats_max)')",
        name="circle_is_not_oversold",
    ),
    CheckConstraint(
        "jsonb_path_exists(circles, '$[*]') = (due_at IS NOT NULL)",
        name="pool_with_circles_is_woken",
    ),
)
"""Everybody who waits and every open circle of one programme, area and track, as one locked row."""

STATES = (StoredState(Pool, pools),)
