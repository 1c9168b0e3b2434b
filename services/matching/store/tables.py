"""The tables of matching. They refuse an oversold seat even if the code were wrong."""

from sqlalchemy import (
    BigInteger,
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

from services.matching.domain.caseloads import Caseloads
from services.matching.domain.match_run import MatchRun
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.pool import Pool
from services.matching.domain.profile import Profile
from services.matching.domain.proposal_record import ProposalRecord
from services.matching.domain.run_answers import RunAnswers
from services.matching.domain.run_papers import RunPapers
from services.matching.domain.schools import Schools
from services.matching.domain.standing_snapshot import StandingSnapshot
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

mentors = Table(
    "mentors",
    metadata,
    Column("mentor_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("youngest", Integer, nullable=False),
    Column("oldest", Integer, nullable=False),
    Column("profile_completed", Boolean, nullable=False),
    Column("trained", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("has_left", Boolean, nullable=False),
    Column("clearances", JSONB, nullable=False),
    Column("held", JSONB, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    CheckConstraint("taken = jsonb_array_length(held)", name="mentor_counts_places"),
    CheckConstraint("NOT has_left OR taken = 0", name="mentor_who_left_has_nobody"),
)
"""Every mentor, and whom each place is held for: one locked row decides about a mentor."""

mentees = Table(
    "mentees",
    metadata,
    Column("referral_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("track", Text, nullable=False),
    Column("waiting_since", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False),
    Column("proposals", JSONB, nullable=False),
    Column("match", JSONB, nullable=False),
    Column("declined", JSONB, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    CheckConstraint(
        "status IN ('waiting', 'agreed', 'matched', 'finished', 'withdrawn')",
        name="mentee_status_is_known",
    ),
    CheckConstraint(
        "(status IN ('agreed', 'matched')) = (jsonb_typeof(match) = 'object')",
        name="mentee_with_a_match_has_one",
    ),
)
"""Every young person who waits for a mentor or has one: their one match is decided here."""

profiles = Table(
    "profiles",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("profile", Text),
    Column("erased", Boolean, nullable=False),
    CheckConstraint("NOT erased OR profile IS NULL", name="erased_means_gone"),
)
"""What people chose to say about a match, sealed. One who was erased said nothing."""

proposals = Table(
    "proposals",
    metadata,
    Column("match_id", Uuid, primary_key=True),
    Column("mentor_id", Uuid, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("programme", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("course", Text, nullable=False),
    Column("reason", Text),
    CheckConstraint(
        "course IN ('proposed', 'agreed', 'made', 'closed', 'ended')",
        name="proposal_takes_a_course",
    ),
    CheckConstraint(
        "(reason IS NOT NULL) = (course IN ('closed', 'ended'))", name="proposal_ends_for_a_reason"
    ),
)
"""What became of every proposal, for whoever holds a link to it; nothing is decided by it."""

match_runs = Table(
    "match_runs",
    metadata,
    Column("run", Text, primary_key=True),
    Column("programme", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("people", Integer, nullable=False),
    Column("without_profile", Integer, nullable=False),
    Column("mentors", Integer, nullable=False),
    Column("proposed", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("algorithm", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("bound", BigInteger, nullable=False),
    Column("course", Text, nullable=False, server_default="published"),
    Column("publish_by", DateTime(timezone=True)),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("decided_at", DateTime(timezone=True)),
    Column("dropped", Integer, nullable=False, server_default="0"),
    Column("due_at", DateTime(timezone=True)),
    CheckConstraint("value <= bound", name="match_run_keeps_its_bound"),
)
"""Every match run: what it looked at, what it proposed, and how that is proven."""

caseloads = Table(
    "caseloads",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("advocates", JSONB, nullable=False),
    Column("waiting", JSONB, nullable=False),
    Column("newcomers", JSONB, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    Column("planned_on", Date),
    Column("problem", Text, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("bound", BigInteger, nullable=False),
    CheckConstraint(
        "NOT jsonb_path_exists(advocates, '$[*] ? (@.load > @.most)')",
        name="caseload_is_within_its_cap",
    ),
    CheckConstraint(
        "jsonb_path_exists(advocates, '$[*] ? (@.contract_ends != null)') = (due_at IS NOT NULL)",
        name="contract_that_ends_is_watched",
    ),
    CheckConstraint("value <= bound", name="handover_keeps_its_bound"),
)
"""Every advocate of a programme, whom they support, and who waits for one, as one locked row."""

schools = Table(
    "schools",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("comers", JSONB, nullable=False),
    Column("waiting", JSONB, nullable=False),
    Column("due_at", DateTime(timezone=True), index=True),
    CheckConstraint(
        "NOT jsonb_path_exists(comers, '$[*] ? (@.busiest > @.most)')",
        name="nobody_comes_more_often_than_offered",
    ),
    CheckConstraint(
        "jsonb_array_length(waiting) = 0 OR due_at IS NOT NULL", name="waiting_school_is_watched"
    ),
)
"""Who comes to the schools of a programme, to which, and which wait, as one locked row."""

run_papers = Table(
    "run_papers",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("run", Text, nullable=False),
    Column("papers", Text),
    Column("dry_run", Text, nullable=False, server_default=""),
    Column("dry_papers", Text),
)
"""What each programme's last run was made of and what it answered, sealed, for its review."""

run_answers = Table(
    "run_answers",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("last", JSONB, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("dry", JSONB, nullable=False),
)
"""Whom each programme's last run, the one before and its last dry run place with whom: ids."""

standing_snapshots = Table(
    "standing_snapshots",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("snapshot", Text),
)
"""Where each programme that places people at once had got to, sealed."""

Index("ix_mentees_waiting", mentees.c.programme, postgresql_where=mentees.c.status == "waiting")

STATES = (
    StoredState(Pool, pools),
    StoredState(Mentor, mentors),
    StoredState(Mentee, mentees),
    StoredState(Profile, profiles),
    StoredState(ProposalRecord, proposals),
    StoredState(MatchRun, match_runs),
    StoredState(RunPapers, run_papers),
    StoredState(RunAnswers, run_answers),
    StoredState(StandingSnapshot, standing_snapshots),
    StoredState(Schools, schools),
    StoredState(Caseloads, caseloads),
)
