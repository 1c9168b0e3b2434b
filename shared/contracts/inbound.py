"""What jobcentres, host employers and facilitators submit. Restricted: only referrals reads it."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from shared.contracts.fact import Area, Code, Fact, Moment, Office, Part, ProgrammeCode, Reference
from shared.contracts.plain_text import no_contact_details, not_a_national_insurance_number
from shared.contracts.streams import Stream

OpaqueReference = Annotated[Reference, AfterValidator(not_a_national_insurance_number)]
Venue = Annotated[
    str, StringConstraints(min_length=3, max_length=120), AfterValidator(no_contact_details)
]
BirthMonth = Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")]
Email = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}$", max_length=254)
]
Track = Literal["general", "graduates"]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Slot = Annotated[
    str,
    StringConstraints(pattern=r"^(mon|tue|wed|thu|fri|sat|sun)-(morning|afternoon|evening)$"),
]
"""A part of a week in which somebody has time."""

Nation = Literal["england", "wales", "scotland", "northern_ireland"]
MentorStep = Literal[
    "profile_completed", "trained", "paused", "resumed", "left", "clearance_withdrawn"
]
Side = Literal["mentor", "young_person"]


class Submission(Fact):
    """Something a sender says. Every submission is answered by exactly one receipt."""

    STREAM: ClassVar[Stream] = Stream.INBOUND
    KEY: ClassVar[str] = "reference"

    reference: OpaqueReference
    programme: ProgrammeCode


class Referrer(Part):
    """Who decided to refer, and why: the work coach knows the caseload best."""

    role: Code
    reason: Code


class Person(Part):
    """The person referred; ``reference`` is the sender's opaque token for them."""

    reference: OpaqueReference
    birth_month: BirthMonth
    graduate: bool = False
    youth_claimant: bool = False
    at_risk_of_neet: bool = False
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "en"


class Contact(Part):
    """How to reach the person; sealed for notifications before it leaves referrals."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    email: Email | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{7,20}$")] | None = None


class Needs(Part):
    """Strengths and goals first, then barriers: abilities before disadvantages."""

    strengths: list[Code] = Field(default=[], max_length=20)
    goals: list[Code] = Field(default=[], max_length=20)
    barriers: list[Code] = Field(default=[], max_length=20)


class Preferences(Part):
    """What a person would like of a mentor, and when they have time, as far as they chose to say.

    ``relates_to`` says whom they could relate to, in the words in which mentors describe their own
    ``backgrounds``. Nothing of it is guessed from anything else.
    """

    remote: bool = False
    languages: list[Language] = Field(default=["en"], max_length=8)
    slots: list[Slot] = Field(default=[], max_length=21)
    interests: list[Code] = Field(default=[], max_length=20)
    relates_to: list[Code] = Field(default=[], max_length=20)


class Characteristics(Part):
    """Protected characteristics, as far as the person chose to say; sealed for reporting."""

    ethnic_minority: bool | None = None
    ethnic_group: Code | None = None
    disabled: bool | None = None


class Consent(Part):
    """What the person agreed to, and when."""

    share: bool
    contact: bool
    given_on: date


class ReferralSubmitted(Submission):
    """An adviser referred a person to a programme."""

    TYPE: ClassVar[str] = "inroads.referral.submitted.v1"

    office: Office
    area: Area
    referrer: Referrer
    person: Person
    consent: Consent
    contact: Contact | None = None
    needs: Needs = Needs()
    characteristics: Characteristics = Characteristics()
    preferences: Preferences = Preferences()


class WithdrawalSubmitted(Submission):
    """The person, or the adviser for them, takes the referral back."""

    TYPE: ClassVar[str] = "inroads.withdrawal.submitted.v1"

    office: Office
    reason: Code


class MoveSubmitted(Submission):
    """The person moved to another area; the referral goes with them."""

    TYPE: ClassVar[str] = "inroads.move.submitted.v1"

    office: Office
    area: Area


class DeclineSubmitted(Submission):
    """The person declines the place in a circle, but still wants support."""

    TYPE: ClassVar[str] = "inroads.decline.submitted.v1"

    office: Office
    circle_id: UUID


class OfferSubmitted(Submission):
    """A host employer offers a circle: a place, a time, and how many can come."""

    TYPE: ClassVar[str] = "inroads.offer.submitted.v1"

    host: Code
    area: Area
    venue: Venue
    track: Track = "general"
    seats_min: int = Field(ge=1, le=50)
    seats_max: int = Field(ge=1, le=50)
    first_session_at: Moment
    confirm_by: Moment


class AttendanceSubmitted(Submission):
    """A facilitator says who came to a session; of a meeting, ``circle_id`` is the match's id."""

    TYPE: ClassVar[str] = "inroads.attendance.submitted.v1"

    circle_id: UUID
    session_id: UUID
    referral_id: UUID
    attended: bool


class OutcomeSubmitted(Submission):
    """The adviser learned what became of the person: work, training, education, a placement."""

    TYPE: ClassVar[str] = "inroads.outcome.submitted.v1"

    office: Office
    kind: Code
    started_on: date


class MentorProfile(Part):
    """What a mentor says of themselves: when, where and in which languages, and what they bring."""

    remote: bool = False
    languages: list[Language] = Field(default=["en"], max_length=8)
    slots: list[Slot] = Field(default=[], max_length=21)
    sector: Code | None = None
    backgrounds: list[Code] = Field(default=[], max_length=20)
    overcame: list[Code] = Field(default=[], max_length=20)


class FromAMentorsOrganization(Submission):
    """What an organization says about one of its mentors; ``reference`` is its token for them."""

    organization: Office


class MentorSubmitted(FromAMentorsOrganization):
    """Somebody wants to be a mentor, or an organization corrects what it said about them."""

    TYPE: ClassVar[str] = "inroads.mentor.submitted.v1"

    area: Area
    capacity: int = Field(default=1, ge=1, le=20)
    youngest: int = Field(default=11, ge=0, le=120)
    oldest: int = Field(default=25, ge=0, le=120)
    consent: Consent
    contact: Contact | None = None
    profile: MentorProfile = MentorProfile()


class StepSubmitted(FromAMentorsOrganization):
    """A mentor went a step: completed the profile or the training, pauses, is back, or left."""

    TYPE: ClassVar[str] = "inroads.step.submitted.v1"

    step: MentorStep


class ClearanceSubmitted(FromAMentorsOrganization):
    """A mentor was checked for work with children: which check, whose, from when, until when."""

    TYPE: ClassVar[str] = "inroads.clearance.submitted.v1"

    kind: Code
    issuer: Code
    nation: Nation
    checked_on: date
    recheck_by: date


class AnswerSubmitted(Submission):
    """A mentor accepts or declines a proposed match, or the young person declines it."""

    TYPE: ClassVar[str] = "inroads.answer.submitted.v1"

    match_id: UUID
    referral_id: UUID
    by: Side
    accepts: bool
    reason: Code | None = None


class EndingSubmitted(Submission):
    """A match is over: they are done, or one of the two cannot go on."""

    TYPE: ClassVar[str] = "inroads.ending.submitted.v1"

    match_id: UUID
    mentor_id: UUID
    referral_id: UUID
    reason: Literal["finished", "mentor_stopped", "young_person_stopped"]


class AdvocateSubmitted(Submission):
    """An employment advocate is in post, or their organization corrects what it said of the post.

    ``cap`` is in units of complexity: each person counts 1 to 3. ``contract_ends`` is the last day;
    none means that no end is known. Whom they support is told the advocate's name, and what else
    they speak than English counts, if ``consent`` says that it may be shared.
    """

    TYPE: ClassVar[str] = "inroads.advocate.submitted.v1"

    organization: Office
    home: Area
    covers: list[Area] = Field(default=[], max_length=20)
    cap: int = Field(ge=1, le=1000)
    contract_ends: date | None = None
    consent: Consent | None = None
    contact: Contact | None = None
    languages: list[Language] = Field(default=["en"], max_length=8)


class DepartureSubmitted(Submission):
    """An advocate left, at once: somebody else takes over everybody whom they supported."""

    TYPE: ClassVar[str] = "inroads.departure.submitted.v1"

    organization: Office


class ClosureSubmitted(Submission):
    """An advocate's support of somebody is over: it reached its end, or the person stopped."""

    TYPE: ClassVar[str] = "inroads.closure.submitted.v1"

    referral_id: UUID
    reason: Literal["finished", "stopped"]
