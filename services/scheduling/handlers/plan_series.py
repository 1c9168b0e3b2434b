"""A circle is confirmed: its sessions get their times, and its members are booked for all."""

from datetime import datetime

from services.scheduling.domain.plan import sessions_of
from services.scheduling.domain.series import Member, Series
from services.scheduling.publishes import series_planned
from shared.contracts.matching import CircleConfirmed
from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.model import Programme
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def plan_series(series: Series | None, fact: CircleConfirmed, _now: datetime) -> Decision:
    """Plan the programme's sessions and book every member for each, also if heard late."""
    if series is not None:
        return UNCHANGED
    plan = programme_of(fact.programme).session_plan
    sessions = sessions_of(fact.circle_id, fact.first_session_at, plan)
    numbers = tuple(session.number for session in sessions)
    members = tuple(Member(m.referral_id, m.person_id, booked=numbers) for m in fact.members)
    series = Series(
        fact.circle_id, fact.programme, fact.area, fact.venue, sessions, members
    ).timed()
    return series, series_planned(series)


def programme_of(code: str) -> Programme:
    """Return the programme with this code; raises ``BrokenRule`` where this version has none."""
    try:
        return load_programmes().by_code(code)
    except UnknownProgrammeError as error:
        raise BrokenRule("unknown_programme", "/programme") from error
