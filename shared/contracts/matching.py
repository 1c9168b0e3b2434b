"""Facts that matching publishes: circles and members, mentors' matches, advocates' cases."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.fact import Area, Code, Fact, Member, Moment, ProgrammeCode
from shared.contracts.inbound import Slot, Track, Venue
from shared.contracts.streams import Stream


class ReferralWaitlisted(Fact):
    """No circle has a free seat yet; the person waits, first come first served."""

    TYPE: ClassVar[str] = "inroads.referral.waitlisted.v1"
    STREAM: ClassVar[Stream] = Stream.WAITING
    KEY: ClassVar[str] = "referral_id"

    referral_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area
    track: Track


class CircleFact(Fact):
    """What every fact about a circle says."""

    STREAM: ClassVar[Stream] = Stream.CIRCLES
    KEY: ClassVar[str] = "circle_id"

    circle_id: UUID
    programme: ProgrammeCode
    area: Area
    track: Track


class CircleFormed(CircleFact):
    """A circle opened around a host employer's offer; seats can be taken."""

    TYPE: ClassVar[str] = "inroads.circle.formed.v1"

    offer_id: UUID
    host: Code
    seats_min: int
    seats_max: int
    confirm_by: Moment


class MemberJoined(CircleFact):
    """A person has a seat in the circle."""

    TYPE: ClassVar[str] = "inroads.member.joined.v1"

    referral_id: UUID
    person_id: UUID


class MemberLeft(CircleFact):
    """A person gave up a seat (withdrawn, moved, declined) or lost it (circle cancelled)."""

    TYPE: ClassVar[str] = "inroads.member.left.v1"

    referral_id: UUID
    person_id: UUID
    reason: Code


class CircleConfirmed(CircleFact):
    """Enough people joined: the circle will meet. Lists its members at that moment."""

    TYPE: ClassVar[str] = "inroads.circle.confirmed.v1"

    offer_id: UUID
    host: Code
    venue: Venue
    first_session_at: Moment
    members: list[Member]


class CircleCancelled(CircleFact):
    """Too few people joined by the day it had to be confirmed; its members wait again, in front."""

    TYPE: ClassVar[str] = "inroads.circle.cancelled.v1"

    reason: Code


class MatchFact(Fact):
    """What every fact about a match of one young person with one mentor says."""

    STREAM: ClassVar[Stream] = Stream.MATCHES
    KEY: ClassVar[str] = "match_id"

    match_id: UUID
    mentor_id: UUID
    referral_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area


class MatchProposed(MatchFact):
    """The mentor's place is held for the young person until somebody answers, or ``expires_at``."""

    TYPE: ClassVar[str] = "inroads.match.proposed.v1"

    expires_at: Moment
    run: Code
    """Which match run proposed it."""
    slot: Slot | None = None
    """A part of the week in which both have time, if one is known that the mentor has free."""
    mentor_person_id: UUID | None = None
    """Who the mentor is on the stream ``people``, so that they can be asked."""
    turn: int = 0
    """How many other meetings the mentor may have in that part of the week before theirs."""


class MatchAgreed(MatchFact):
    """The mentor accepted, and was the first to: the match is made if it still may be."""

    TYPE: ClassVar[str] = "inroads.match.agreed.v1"


class ProposalClosed(MatchFact):
    """A proposal that became no match: declined, expired, overtaken, or not allowed any more."""

    TYPE: ClassVar[str] = "inroads.proposal.closed.v1"

    reason: Code


class MatchMade(MatchFact):
    """The two are matched: every rule held at this moment."""

    TYPE: ClassVar[str] = "inroads.match.made.v1"

    slot: Slot | None = None
    """The proposal's: when in the week they meet."""
    turn: int = 0


class MatchEnded(MatchFact):
    """The two are no longer matched, and why."""

    TYPE: ClassVar[str] = "inroads.match.ended.v1"

    reason: Code


class CaseFact(Fact):
    """What every fact about a person on an advocate's caseload says."""

    STREAM: ClassVar[Stream] = Stream.CASELOADS
    KEY: ClassVar[str] = "referral_id"

    referral_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area
    revision: int | None = None
    """Counts who supports them: one more with each of these facts, from wherever it began."""


class CaseAssigned(CaseFact):
    """The advocate supports this person from now on."""

    TYPE: ClassVar[str] = "inroads.case.assigned.v1"

    advocate_id: UUID
    turn: int = 0
    """Which of the advocate's weekly times for visits is this person's."""
    advocate_person_id: UUID | None = None
    """Who the advocate is on the stream ``people``, so that the person can be told."""


class CaseTransferred(CaseFact):
    """``advocate_id`` took the person over from ``left_advocate_id``, without a gap."""

    TYPE: ClassVar[str] = "inroads.case.transferred.v1"

    advocate_id: UUID
    left_advocate_id: UUID
    reason: Code
    turn: int = 0
    """As before the handover, unless the new advocate visits somebody else at that time."""
    advocate_person_id: UUID | None = None


class CaseUnassigned(CaseFact):
    """The advocate supports the person no more and nobody has room: they wait, in front."""

    TYPE: ClassVar[str] = "inroads.case.unassigned.v1"

    advocate_id: UUID
    reason: Code


class CaseClosed(CaseFact):
    """The support is over. Nobody supported them at the end if there is no ``advocate_id``."""

    TYPE: ClassVar[str] = "inroads.case.closed.v1"

    reason: Code
    advocate_id: UUID | None = None
