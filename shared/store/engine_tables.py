"""The tables that the engine needs in every service's database."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData()

inbox = Table(
    "inbox",
    metadata,
    Column("delivery_id", Uuid, primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
"""Deliveries that had their effect. Kept at least as long as topics, or a replay would double."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("headers", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    postgresql_with={
        "autovacuum_vacuum_scale_factor": "0",
        "autovacuum_vacuum_threshold": "5000",
        "autovacuum_vacuum_cost_delay": "0",
    },
)
"""Facts that are true and not yet acknowledged by the broker. Normally empty."""

stream_position = Table(
    "stream_position",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
"""The last ``sequence`` of each key on each ordered stream; its lock orders the outbox per key."""

held = Table(
    "held",
    metadata,
    Column("place", BigInteger, Identity(always=False), primary_key=True),
    Column("delivery_id", Uuid, nullable=False),
    Column("topic", Text, nullable=False),
    Column("order_key", Text, nullable=False),
    Column("programme", Text, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("headers", LargeBinary, nullable=False),
    Column("held_at", DateTime(timezone=True), nullable=False),
)
"""Facts kept back: dead letters, what is parked behind them, what waits for a programme's stage."""

Index("held_by_key", held.c.topic, held.c.order_key, held.c.place)
Index("held_by_programme", held.c.programme, held.c.place)

stage = Table(
    "stage",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("canary_offices", ARRAY(Text), nullable=False),
    Column("canary_percent", Integer, nullable=False),
)
"""The roll-out stage of each programme in this region, as last heard."""
