"""The event catalogue: every fact there is, by its CloudEvents type, and who publishes it."""

from shared.contracts import (
    failures,
    inbound,
    matching,
    notifications,
    operations,
    people,
    referrals,
    reporting,
    scheduling,
)
from shared.contracts.fact import Fact

PUBLISHERS: dict[str, tuple[type[Fact], ...]] = {
    "senders": (
        inbound.ReferralSubmitted,
        inbound.WithdrawalSubmitted,
        inbound.MoveSubmitted,
        inbound.DeclineSubmitted,
        inbound.OfferSubmitted,
        inbound.AttendanceSubmitted,
        inbound.OutcomeSubmitted,
        inbound.MentorSubmitted,
        inbound.StepSubmitted,
        inbound.ClearanceSubmitted,
        inbound.AnswerSubmitted,
        inbound.EndingSubmitted,
    ),
    "referrals": (
        referrals.ReceiptIssued,
        referrals.ReferralAccepted,
        referrals.ReferralRejected,
        referrals.ReferralWithdrawn,
        referrals.ReferralMoved,
        referrals.InvitationDeclined,
        referrals.OfferMade,
        referrals.AttendanceReported,
        referrals.OutcomeRecorded,
        referrals.MentorAdmitted,
        referrals.MentorStepped,
        referrals.MentorCleared,
        referrals.MatchAnswered,
        referrals.MatchEndReported,
        people.PersonShared,
        people.PersonErased,
    ),
    "matching": (
        matching.ReferralWaitlisted,
        matching.CircleFormed,
        matching.MemberJoined,
        matching.MemberLeft,
        matching.CircleConfirmed,
        matching.CircleCancelled,
        matching.MatchProposed,
        matching.MatchAgreed,
        matching.ProposalClosed,
        matching.MatchMade,
        matching.MatchEnded,
    ),
    "scheduling": (
        scheduling.SessionPlanned,
        scheduling.BookingMade,
        scheduling.BookingCancelled,
        scheduling.AttendanceRecorded,
        scheduling.SessionHeld,
        scheduling.ParticipationCompleted,
    ),
    "notifications": (
        notifications.NotificationSent,
        notifications.NotificationSuppressed,
        notifications.NotificationFailed,
        notifications.NotificationUnconfirmed,
    ),
    "reporting": (reporting.FigureComputed,),
    "every service": (failures.FactDeadLettered,),
    "operations": (operations.StageChanged, operations.ClockTicked),
}

FACTS: dict[str, type[Fact]] = {fact.TYPE: fact for facts in PUBLISHERS.values() for fact in facts}
"""CloudEvents type -> contract."""
