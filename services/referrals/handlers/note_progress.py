"""Matching and scheduling say how a referral gets on: remember it, so that its office can be told.

Their words come from several streams in any order, also after the referral has ended.
"""

from datetime import datetime
from uuid import UUID

from services.referrals.domain.referral import Referral
from shared.contracts.matching import (
    CaseAssigned,
    CaseClosed,
    CaseFact,
    CaseUnassigned,
    MatchEnded,
    MatchMade,
    MemberJoined,
    MemberLeft,
    ReferralWaitlisted,
)
from shared.contracts.scheduling import ParticipationCompleted
from shared.runtime.decision import UNCHANGED, Decision


def note_waiting(referral: Referral | None, _fact: ReferralWaitlisted, _now: datetime) -> Decision:
    """Remember that the person is on a waiting list."""
    return UNCHANGED if referral is None else (referral.wait(), ())


def note_place(
    referral: Referral | None, fact: MemberJoined | MatchMade | CaseAssigned, _now: datetime
) -> Decision:
    """Remember that the person has a seat in a circle, a mentor or an advocate."""
    return UNCHANGED if referral is None else (referral.join(_place(fact)), ())


def note_departure(
    referral: Referral | None, fact: MemberLeft | MatchEnded | CaseUnassigned, _now: datetime
) -> Decision:
    """Remember that the person has that seat, mentor or advocate no more."""
    return UNCHANGED if referral is None else (referral.leave(_place(fact)), ())


def note_closure(referral: Referral | None, fact: CaseClosed, _now: datetime) -> Decision:
    """Remember that an advocate's support is over; a withdrawn referral may live anew by now."""
    if referral is None:
        return UNCHANGED
    after = referral.leave(fact.referral_id)
    return (after if fact.reason == "withdrawn" else after.complete()), ()


def note_completion(
    referral: Referral | None, _fact: ParticipationCompleted, _now: datetime
) -> Decision:
    """Remember that the person's series of sessions is over."""
    return UNCHANGED if referral is None else (referral.complete(), ())


def _place(fact: MemberJoined | MemberLeft | MatchMade | MatchEnded | CaseFact) -> UUID:
    """Return what the place is known by; on a caseload, whichever advocate's, by the referral."""
    if isinstance(fact, CaseFact):
        return fact.referral_id
    return fact.match_id if isinstance(fact, MatchMade | MatchEnded) else fact.circle_id
