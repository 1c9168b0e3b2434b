"""A circle is confirmed: its sessions get their times, and its members are booked for all."""

from datetime import datetime

from services.scheduling.domain.plan import sessions_of
from services.scheduling.domain.series import Member, Series
from services.scheduling.publishes import booking_made, session_planned
from shared.contracts.matching import CircleConfirmed
from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.support import SessionPlan
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def plan_series(series: Series | None, fact: CircleConfirmed, _now: datetime) -> Decision:
    """Plan the programme's sessions and book every member for each, also if heard late."""
    if series is not None:
        return UNCHANGED
    sessions = sessions_of(fact.circle_id, fact.first_session_at, _session_plan(fact.programme))
    numbers = tuple(session.number for session in sessions)
    members = tuple(Member(m.referral_id, m.person_id, booked=numbers) for m in fact.members)
    series = Series(
        fact.circle_id, fact.programme, fact.area, fact.venue, sessions, members
    ).timed()
    planned = [session_planned(series, session) for session in sessions]
    booked = [booking_made(series, s, member) for member in members for s in sessions]
    return series, [*planned, *booked]


def _session_plan(programme: str) -> SessionPlan:
    try:
        return load_programmes().by_code(programme).session_plan
    except UnknownProgrammeError as error:
        raise BrokenRule("unknown_programme", "/programme") from error
