"""The tables of reporting: journeys, circles, figures as announced."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.reporting.domain.circle_summary import CircleSummary
from services.reporting.domain.journey import Journey
from services.reporting.domain.published_figure import PublishedFigure
from services.reporting.domain.school_request import SchoolRequest
from shared.store.states import StoredState

metadata = MetaData()

journeys = Table(
    "journeys",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("programme", Text),
    Column("area", Text),
    Column("current_area", Text),
    Column("submitted_on", Date),
    Column("month", Date),
    Column("accepted", Boolean, nullable=False),
    Column("rejected_code", Text),
    Column("withdrawn", Boolean, nullable=False),
    Column("waitlisted", Boolean, nullable=False),
    Column("seats", JSONB, nullable=False),
    Column("attendances", JSONB, nullable=False),
    Column("participations", JSONB, nullable=False),
    Column("outcomes", JSONB, nullable=False),
    Column("letters", JSONB, nullable=False),
    Column("joined", Boolean, nullable=False),
    Column("invited", Boolean, nullable=False),
    Column("attended", Boolean, nullable=False),
    Column("completed", Boolean, nullable=False),
    Column("outcome_kinds", JSONB, nullable=False),
    Column("whereabouts", Text, nullable=False),
    CheckConstraint(
        "(programme IS NULL) = (month IS NULL) AND (area IS NULL) = (month IS NULL)",
        name="placed_as_a_whole",
    ),
    CheckConstraint("extract(day FROM month) = 1", name="months_begin_on_the_first"),
    CheckConstraint(
        "(NOT joined OR accepted) AND (NOT attended OR joined) AND (NOT completed OR attended)",
        name="stages_are_nested",
    ),
    CheckConstraint("NOT accepted OR rejected_code IS NULL", name="one_verdict"),
    CheckConstraint("(whereabouts = 'unplaced') = (month IS NULL)", name="everybody_is_somewhere"),
)
"""One row for each referral: what was heard of it, and what follows. Random ids only."""

Index("journeys_by_cell", journeys.c.programme, journeys.c.month, journeys.c.area)

circles = Table(
    "circles",
    metadata,
    Column("circle_id", Uuid, primary_key=True),
    Column("programme", Text),
    Column("area", Text),
    Column("status", Text),
    Column("sessions", JSONB, nullable=False),
    Column("sessions_held", Integer, nullable=False),
    Column("mentor_id", Uuid),
    CheckConstraint("status IN ('formed', 'confirmed', 'cancelled')", name="known_status"),
    CheckConstraint("sessions_held >= 0", name="counts_from_zero"),
)
"""One row for each circle, and one for each match: that has a mentor."""

school_requests = Table(
    "school_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("programme", Text),
    Column("area", Text),
    Column("month", Date),
    Column("school_kind", Text),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("standing", Text),
    CheckConstraint(
        "standing IN ('waiting', 'matched', 'closed')", name="school_request_stands_somewhere"
    ),
    CheckConstraint(
        "(programme IS NULL) = (month IS NULL) AND (area IS NULL) = (month IS NULL)"
        " AND (school_kind IS NULL) = (month IS NULL)",
        name="school_request_placed_as_a_whole",
    ),
)
"""One row for each request of a school: what kind of school asked where, and how it stands."""

figures = Table(
    "figures",
    metadata,
    Column("figure_id", Text, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("month", Date, nullable=False),
    Column("measure", Text, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("0 <= numerator AND numerator <= denominator", name="part_of_a_whole"),
)
"""Every figure as it was last announced on the stream of figures."""

STATES = (
    StoredState(Journey, journeys),
    StoredState(CircleSummary, circles),
    StoredState(SchoolRequest, school_requests),
    StoredState(PublishedFigure, figures),
)
