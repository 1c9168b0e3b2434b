"""Facts that referrals publishes: the answer to each sender, and the life of a referral."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.fact import Area, Code, Fact, Moment, Office, ProgrammeCode
from shared.contracts.inbound import MentorStep, Nation, Side, Track, Venue
from shared.contracts.streams import Stream

Verdict = Literal["accepted", "rejected", "quarantined"]


class ReceiptIssued(Fact):
    """The one answer to one submitted event. Carries no value that the sender sent, only where."""

    TYPE: ClassVar[str] = "inroads.receipt.issued.v1"
    STREAM: ClassVar[Stream] = Stream.RECEIPTS
    KEY: ClassVar[str] = "receipt_id"

    receipt_id: UUID
    event_id: str | None
    event_source: str | None
    event_type: str | None
    verdict: Verdict
    code: Code
    pointer: str = ""
    rule: str = ""
    hint: str = ""
    referral_id: UUID | None = None
    mentor_id: UUID | None = None
    advocate_id: UUID | None = None
    employer_id: UUID | None = None
    request_id: UUID | None = None
    offer_id: UUID | None = None


class ReferralFact(Fact):
    """What every fact about a referral says: whose, in which programme and area, on which track."""

    STREAM: ClassVar[Stream] = Stream.REFERRALS
    KEY: ClassVar[str] = "referral_id"

    referral_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area
    office: Office
    track: Track


class ReferralAccepted(ReferralFact):
    """The referral passed every rule of its programme; the person now waits for a place."""

    TYPE: ClassVar[str] = "inroads.referral.accepted.v1"

    submitted_on: date
    rule: str


class ReferralRejected(ReferralFact):
    """The referral stands outside a rule; the receipt tells the sender which and what to do."""

    TYPE: ClassVar[str] = "inroads.referral.rejected.v1"

    submitted_on: date
    code: Code
    rule: str


class ReferralWithdrawn(ReferralFact):
    """The referral was taken back; any place it holds is free again."""

    TYPE: ClassVar[str] = "inroads.referral.withdrawn.v1"

    reason: Code


class ReferralMoved(ReferralFact):
    """The person lives in ``area`` now; ``left_area`` is where they waited or met before."""

    TYPE: ClassVar[str] = "inroads.referral.moved.v1"

    left_area: Area


class InvitationDeclined(ReferralFact):
    """The person declined the place in one circle and waits for another."""

    TYPE: ClassVar[str] = "inroads.invitation.declined.v1"

    circle_id: UUID


class SupportEndReported(ReferralFact):
    """An advocate's word that the support of this person is over, passed on to matching."""

    TYPE: ClassVar[str] = "inroads.support.end-reported.v1"

    reason: Code


class OfferMade(Fact):
    """A host employer's offer of a circle was checked and stands."""

    TYPE: ClassVar[str] = "inroads.offer.made.v1"
    STREAM: ClassVar[Stream] = Stream.OFFERS
    KEY: ClassVar[str] = "offer_id"

    offer_id: UUID
    programme: ProgrammeCode
    area: Area
    track: Track
    host: Code
    venue: Venue
    seats_min: int
    seats_max: int
    first_session_at: Moment
    confirm_by: Moment
    employer_id: UUID | None = None
    """Under which the host has an account, or would have one."""


class AttendanceReported(Fact):
    """A facilitator's word on one person at one session, passed on to scheduling."""

    TYPE: ClassVar[str] = "inroads.attendance.reported.v1"
    STREAM: ClassVar[Stream] = Stream.ATTENDANCE
    KEY: ClassVar[str] = "circle_id"

    circle_id: UUID
    session_id: UUID
    referral_id: UUID
    programme: ProgrammeCode
    attended: bool


class OutcomeRecorded(Fact):
    """What became of the person: work, training, further education, a placement, progress."""

    TYPE: ClassVar[str] = "inroads.outcome.recorded.v1"
    STREAM: ClassVar[Stream] = Stream.OUTCOMES
    KEY: ClassVar[str] = "referral_id"

    referral_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area
    kind: Code
    started_on: date


class MentorFact(Fact):
    """What every fact about a mentor says: whose, for which programme, and where they help."""

    STREAM: ClassVar[Stream] = Stream.MENTORS
    KEY: ClassVar[str] = "mentor_id"

    mentor_id: UUID
    person_id: UUID
    programme: ProgrammeCode
    area: Area


class MentorAdmitted(MentorFact):
    """Somebody may become a mentor; said again whenever their organization corrects it."""

    TYPE: ClassVar[str] = "inroads.mentor.admitted.v1"

    capacity: int
    youngest: int
    oldest: int


class MentorStepped(MentorFact):
    """The mentor went a step: ``profile_completed``, ``trained``, ``paused``, ``left``..."""

    TYPE: ClassVar[str] = "inroads.mentor.stepped.v1"

    step: MentorStep


class MentorCleared(MentorFact):
    """The mentor was checked for work with children; what was found is never said."""

    TYPE: ClassVar[str] = "inroads.mentor.cleared.v1"

    kind: Code
    issuer: Code
    nation: Nation
    checked_on: date
    recheck_by: date


class MatchAnswered(Fact):
    """One side's answer to a proposed match, passed on to matching."""

    TYPE: ClassVar[str] = "inroads.match.answered.v1"
    STREAM: ClassVar[Stream] = Stream.ANSWERS
    KEY: ClassVar[str] = "match_id"

    match_id: UUID
    referral_id: UUID
    programme: ProgrammeCode
    by: Side
    accepts: bool
    reason: Code | None = None


class MatchEndReported(Fact):
    """A side's word that a match is over, passed on to matching."""

    TYPE: ClassVar[str] = "inroads.match.end-reported.v1"
    STREAM: ClassVar[Stream] = Stream.ANSWERS
    KEY: ClassVar[str] = "match_id"

    match_id: UUID
    mentor_id: UUID
    referral_id: UUID
    programme: ProgrammeCode
    reason: Code


class AdvocateFact(Fact):
    """What every fact about an employment advocate says: whose post, in which programme."""

    STREAM: ClassVar[Stream] = Stream.ADVOCATES
    KEY: ClassVar[str] = "advocate_id"

    advocate_id: UUID
    programme: ProgrammeCode


class AdvocateRegistered(AdvocateFact):
    """An advocate is in post; said again whenever their organization corrects it.

    ``cap`` is in units of complexity, ``contract_ends`` the last day of the post.
    """

    TYPE: ClassVar[str] = "inroads.advocate.registered.v1"

    home: Area
    covers: list[Area] = Field(default=[])
    cap: int
    contract_ends: date | None = None
    person_id: UUID | None = None
    """Who the advocate is on the stream ``people``, if anything of them may be shared."""


class AdvocateLeft(AdvocateFact):
    """The advocate is not in post any more."""

    TYPE: ClassVar[str] = "inroads.advocate.left.v1"
