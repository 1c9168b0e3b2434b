"""A match is made: the two get their meetings, and the young person is booked for all of them."""

from datetime import datetime

from services.scheduling.domain.series import Member, Series
from services.scheduling.domain.weekly_slot import WeeklyTime, meetings_of
from services.scheduling.handlers.plan_series import programme_of
from services.scheduling.publishes import series_planned
from shared.contracts.matching import MatchMade
from shared.runtime.decision import UNCHANGED, BrokenRule, Decision


def plan_meetings(series: Series | None, fact: MatchMade, now: datetime) -> Decision:
    """Plan the programme's meetings from now on, also if the match is heard of late."""
    if series is not None:
        return UNCHANGED
    programme = programme_of(fact.programme)
    if programme.mentoring is None:
        raise BrokenRule("programme_without_meetings", "/programme")
    meetings = programme.mentoring.meetings
    when = WeeklyTime(fact.slot, fact.turn) if fact.slot else WeeklyTime(meetings.usual_slot)
    sessions = meetings_of(fact.match_id, when, now, programme.session_plan, meetings)
    numbers = tuple(session.number for session in sessions)
    member = Member(fact.referral_id, fact.person_id, booked=numbers)
    planned = Series(
        fact.match_id, fact.programme, fact.area, meetings.venue, sessions, (member,)
    ).timed()
    return planned, series_planned(planned)
