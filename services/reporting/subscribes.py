"""The door in: every fact that reporting takes note of."""

from services.reporting.domain.circle_summary import CircleSummary
from services.reporting.domain.journey import Journey
from services.reporting.domain.school_request import SchoolRequest
from services.reporting.handlers.record_acceptance import record_acceptance
from services.reporting.handlers.record_attendance import record_attendance
from services.reporting.handlers.record_completion import record_completion
from services.reporting.handlers.record_message import record_message
from services.reporting.handlers.record_move import record_move
from services.reporting.handlers.record_outcome import record_outcome
from services.reporting.handlers.record_rejection import record_rejection
from services.reporting.handlers.record_request import record_request, record_visit
from services.reporting.handlers.record_seat import record_seat
from services.reporting.handlers.record_support import record_support
from services.reporting.handlers.record_waiting import record_waiting
from services.reporting.handlers.record_withdrawal import record_withdrawal
from services.reporting.handlers.summarize_circle import count_session, summarize_circle
from services.reporting.handlers.summarize_match import summarize_match
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseUnassigned,
    CircleCancelled,
    CircleConfirmed,
    CircleFormed,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
    ReferralWaitlisted,
)
from shared.contracts.notifications import (
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnconfirmed,
)
from shared.contracts.referrals import (
    OutcomeRecorded,
    ReferralAccepted,
    ReferralMoved,
    ReferralRejected,
    ReferralWithdrawn,
)
from shared.contracts.scheduling import AttendanceRecorded, ParticipationCompleted, SessionHeld
from shared.contracts.schools import (
    SchoolMatched,
    SchoolRequestAccepted,
    SchoolRequestClosed,
    SchoolRequestWithdrawn,
    SchoolTransferred,
    SchoolUnmatched,
    SchoolWaitlisted,
)
from shared.runtime.subscriptions import Hears, Subscriptions

LISTENS_TO = Subscriptions(
    Hears(ReferralAccepted, record_acceptance, Journey),
    Hears(ReferralRejected, record_rejection, Journey),
    Hears(ReferralWithdrawn, record_withdrawal, Journey),
    Hears(ReferralMoved, record_move, Journey),
    Hears(ReferralWaitlisted, record_waiting, Journey),
    Hears(MemberJoined, record_seat, Journey, by="referral_id"),
    Hears(MemberLeft, record_seat, Journey, by="referral_id"),
    Hears(MatchMade, record_seat, Journey, by="referral_id"),
    Hears(MatchEnded, record_seat, Journey, by="referral_id"),
    Hears(CaseAssigned, record_support, Journey),
    Hears(CaseUnassigned, record_support, Journey),
    Hears(CaseClosed, record_support, Journey),
    Hears(AttendanceRecorded, record_attendance, Journey, by="referral_id"),
    Hears(ParticipationCompleted, record_completion, Journey, by="referral_id"),
    Hears(OutcomeRecorded, record_outcome, Journey),
    Hears(NotificationSent, record_message, Journey, by="referral_id"),
    Hears(NotificationSuppressed, record_message, Journey, by="referral_id"),
    Hears(NotificationFailed, record_message, Journey, by="referral_id"),
    Hears(NotificationUnconfirmed, record_message, Journey, by="referral_id"),
    Hears(CircleFormed, summarize_circle, CircleSummary),
    Hears(CircleConfirmed, summarize_circle, CircleSummary),
    Hears(CircleCancelled, summarize_circle, CircleSummary),
    Hears(MatchMade, summarize_match, CircleSummary),
    Hears(SessionHeld, count_session, CircleSummary),
    Hears(SchoolRequestAccepted, record_request, SchoolRequest),
    Hears(SchoolRequestWithdrawn, record_request, SchoolRequest),
    Hears(SchoolWaitlisted, record_visit, SchoolRequest),
    Hears(SchoolMatched, record_visit, SchoolRequest),
    Hears(SchoolTransferred, record_visit, SchoolRequest),
    Hears(SchoolUnmatched, record_visit, SchoolRequest),
    Hears(SchoolRequestClosed, record_visit, SchoolRequest),
)
"""Figures are announced by ``jobs/publish_figures.py`` and shown by ``web/``."""
