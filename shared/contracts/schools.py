"""All that is said of support for schools: by schools and those who come, referrals and matching.

No pupil is in it: a school asks for a session, and says of which kind, for which years, for how
many, and between which days.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts.fact import Area, Code, Fact, Office, ProgrammeCode
from shared.contracts.inbound import Submission
from shared.contracts.streams import Stream

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month of the calendar, such as ``2026-03``."""

WhoComes = Literal["adviser", "employer"]


class SchoolRequestSubmitted(Submission):
    """A school asks for one session. ``school`` is its unique reference number, or its own code.

    ``school_kind``, ``kind`` (of session) and ``years`` are codes that the programme lists.
    """

    TYPE: ClassVar[str] = "inroads.school.request-submitted.v1"

    school: Office
    area: Area
    school_kind: Code
    kind: Code
    years: Code
    group_size: int = Field(ge=1, le=1000)
    earliest: date
    latest: date


class SchoolRecallSubmitted(Submission):
    """A school takes back what it asked for under this reference."""

    TYPE: ClassVar[str] = "inroads.school.recall-submitted.v1"

    school: Office
    reason: Code


class SchoolOfferSubmitted(Submission):
    """An adviser or employer would come to schools, or their organization corrects what it said.

    ``per_month`` is the most sessions in a month of the calendar; without ``starts`` they come from
    now on, without ``ends`` (the last day) no end is known.
    """

    TYPE: ClassVar[str] = "inroads.school.offer-submitted.v1"

    organization: Office
    by: WhoComes
    areas: list[Area] = Field(min_length=1, max_length=60)
    kinds: list[Code] = Field(min_length=1, max_length=20)
    per_month: int = Field(ge=1, le=100)
    starts: date | None = None
    ends: date | None = None


class SchoolRetreatSubmitted(Submission):
    """An adviser or employer comes to no school any more, at once."""

    TYPE: ClassVar[str] = "inroads.school.retreat-submitted.v1"

    organization: Office
    reason: Code


class SchoolRequestFact(Fact):
    """What referrals says of a school's request."""

    STREAM: ClassVar[Stream] = Stream.REQUESTS
    KEY: ClassVar[str] = "request_id"

    request_id: UUID
    programme: ProgrammeCode


class SchoolRequestAccepted(SchoolRequestFact):
    """The request fits its programme; the school now waits for somebody to come."""

    TYPE: ClassVar[str] = "inroads.school.request-accepted.v1"

    school: Office
    area: Area
    school_kind: Code
    kind: Code
    years: Code
    group_size: int
    earliest: date
    latest: date
    submitted_on: date
    rule: str


class SchoolRequestWithdrawn(SchoolRequestFact):
    """The school took the request back; whoever would have come is free again."""

    TYPE: ClassVar[str] = "inroads.school.request-withdrawn.v1"

    reason: Code


class SchoolOfferFact(Fact):
    """What referrals says of an adviser's or employer's offer to schools."""

    STREAM: ClassVar[Stream] = Stream.OFFERS
    KEY: ClassVar[str] = "offer_id"

    offer_id: UUID
    programme: ProgrammeCode


class SchoolOfferMade(SchoolOfferFact):
    """Somebody comes to schools; said again whenever their organization corrects it."""

    TYPE: ClassVar[str] = "inroads.school.offer-made.v1"

    organization: Office
    by: WhoComes
    areas: list[Area]
    kinds: list[Code]
    per_month: int
    starts: date
    ends: date | None = None


class SchoolOfferWithdrawn(SchoolOfferFact):
    """They come no more: whom they would have visited is visited by others, or waits."""

    TYPE: ClassVar[str] = "inroads.school.offer-withdrawn.v1"

    reason: Code


class SchoolFact(Fact):
    """What matching says of who comes to a school for its request."""

    STREAM: ClassVar[Stream] = Stream.SCHOOLS
    KEY: ClassVar[str] = "request_id"

    request_id: UUID
    programme: ProgrammeCode
    area: Area


class SchoolWaitlisted(SchoolFact):
    """Nobody who fits has a session left; the school waits, Pupil Referral Units in front."""

    TYPE: ClassVar[str] = "inroads.school.waitlisted.v1"


class SchoolMatched(SchoolFact):
    """Whoever made the offer comes, in this month; which day and hour is not said yet."""

    TYPE: ClassVar[str] = "inroads.school.matched.v1"

    offer_id: UUID
    month: Month


class SchoolTransferred(SchoolFact):
    """Another comes instead, without a gap; or the same, if the two ids are one, another month."""

    TYPE: ClassVar[str] = "inroads.school.transferred.v1"

    offer_id: UUID
    left_offer_id: UUID
    month: Month
    reason: Code


class SchoolUnmatched(SchoolFact):
    """They cannot come any more and nobody else can: the school waits again, in front."""

    TYPE: ClassVar[str] = "inroads.school.unmatched.v1"

    offer_id: UUID
    reason: Code


class SchoolRequestClosed(SchoolFact):
    """Nobody will come: taken back (``offer_id`` says who would have), or not found in time."""

    TYPE: ClassVar[str] = "inroads.school.request-closed.v1"

    reason: Code
    offer_id: UUID | None = None
