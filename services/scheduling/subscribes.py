"""Door in: what scheduling reacts to. Every fact concerns the series of one circle or match."""

from services.scheduling.domain.series import Series
from services.scheduling.handlers.book_member import book_member
from services.scheduling.handlers.call_off_series import call_off_series
from services.scheduling.handlers.cancel_bookings import cancel_bookings
from services.scheduling.handlers.close_sessions import close_sessions
from services.scheduling.handlers.end_meetings import end_meetings, end_visits
from services.scheduling.handlers.keep_visits import keep_visits
from services.scheduling.handlers.plan_meetings import plan_meetings
from services.scheduling.handlers.plan_series import plan_series
from services.scheduling.handlers.plan_visits import plan_visits
from services.scheduling.handlers.record_attendance import record_attendance
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseTransferred,
    CaseUnassigned,
    CircleCancelled,
    CircleConfirmed,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
)
from shared.contracts.referrals import AttendanceReported
from shared.runtime.subscriptions import Hears, Subscriptions, Wakes

LISTENS_TO = Subscriptions(
    Hears(CircleConfirmed, plan_series, Series),
    Hears(MemberJoined, book_member, Series),
    Hears(MemberLeft, cancel_bookings, Series),
    Hears(CircleCancelled, call_off_series, Series),
    Hears(MatchMade, plan_meetings, Series),
    Hears(MatchEnded, end_meetings, Series),
    Hears(CaseAssigned, plan_visits, Series),
    Hears(CaseTransferred, keep_visits, Series),
    Hears(CaseUnassigned, end_visits, Series),
    Hears(CaseClosed, end_visits, Series),
    Hears(AttendanceReported, record_attendance, Series),
    Wakes(Series, close_sessions),
)
