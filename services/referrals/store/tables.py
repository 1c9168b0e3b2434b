"""The tables of referrals. Columns are named like the fields of the state that a row holds."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.referrals.domain.advocate import Advocate
from services.referrals.domain.employer import Employer
from services.referrals.domain.kept_receipt import KeptReceipt
from services.referrals.domain.mentor import Mentor
from services.referrals.domain.offer import Offer
from services.referrals.domain.referral import Referral
from services.referrals.domain.school_offer import SchoolOffer
from services.referrals.domain.school_request import SchoolRequest
from shared.store.states import StoredState

metadata = MetaData()

referrals = Table(
    "referrals",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("rule", Text, nullable=False),
    Column("seats", JSONB, nullable=False),
    CheckConstraint("track IN ('general', 'graduates')", name="referrals_track_is_known"),
    CheckConstraint(
        "status IN ('accepted', 'waiting', 'placed', 'completed', 'withdrawn', 'rejected')",
        name="referrals_status_is_known",
    ),
    CheckConstraint(
        "status <> 'placed' OR jsonb_array_length(seats) > 0",
        name="referrals_placed_has_a_seat",
    ),
)
"""Every referral that was judged. Pseudonymous: how to reach the person is not kept here."""

offers = Table(
    "offers",
    metadata,
    Column("offer_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("first_session_at", DateTime(timezone=True), nullable=False),
)
"""Every offer that was admitted, so that its reference is not used for another."""

mentors = Table(
    "mentors",
    metadata,
    Column("mentor_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("programme", Text, nullable=False),
    Column("organization", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("has_left", Boolean, nullable=False),
)
"""Every mentor who was admitted, so that later words about them are known to be about somebody."""

advocates = Table(
    "advocates",
    metadata,
    Column("advocate_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("organization", Text, nullable=False),
    Column("has_left", Boolean, nullable=False),
)
"""Every advocate who was registered, so that later words about them are about somebody known."""

employers = Table(
    "employers",
    metadata,
    Column("employer_id", Uuid, primary_key=True),
    Column("size_band", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("ask_kind", Text, nullable=False),
    Column("ask_quantity", Integer, nullable=False),
    Column("ask_given", Integer, nullable=False),
    Column("ask_standing", Text, nullable=False),
    Column("given_mentors", Integer, nullable=False),
    Column("given_hosting", Integer, nullable=False),
    Column("given_taster_days", Integer, nullable=False),
    Column("given_feedback", Integer, nullable=False),
    CheckConstraint(
        "ask_standing IN ('none', 'asked', 'promised', 'declined', 'given')",
        name="employers_standing_is_known",
    ),
    CheckConstraint(
        "ask_standing <> 'given' OR ask_given >= ask_quantity",
        name="employers_given_is_all_that_was_asked",
    ),
)
"""Every employer with an account: the one ask, and what was given."""

kept_receipts = Table(
    "kept_receipts",
    metadata,
    Column("receipt_id", Uuid, primary_key=True),
    Column("sender", Text, nullable=False),
    Column("said", Text, nullable=False),
)
"""Receipts of senders who come by HTTP, so that they can be asked for; no value that was sent."""
school_requests = Table(
    "school_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("school", Text, nullable=False),
    Column("latest", Date, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
)
"""What schools asked for, so that a reference is not used for two requests at once."""

school_offers = Table(
    "school_offers",
    metadata,
    Column("offer_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("organization", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
)
"""Who comes to schools, so that later words about an offer are about one that was made."""

STATES = (
    StoredState(Referral, referrals),
    StoredState(Offer, offers),
    StoredState(Mentor, mentors),
    StoredState(Advocate, advocates),
    StoredState(Employer, employers),
    StoredState(KeptReceipt, kept_receipts),
    StoredState(SchoolRequest, school_requests),
    StoredState(SchoolOffer, school_offers),
)
