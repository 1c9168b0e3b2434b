"""The restricted stream of people: published by referrals, sealed under a key per person."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.fact import Code, Fact, Part, ProgrammeCode
from shared.contracts.streams import Stream


class SealedProfile(Part):
    """What is inside ``PersonShared.profile``, sealed under ``needs``: what a match depends on.

    Of a young person ``interests`` and ``relates_to``, of a mentor ``sector`` and ``backgrounds``;
    ``barriers`` are those that a young person has, or that a mentor overcame.
    """

    birth_month: str | None = None
    remote: bool = False
    languages: list[str] = Field(default=[])
    slots: list[str] = Field(default=[])
    interests: list[Code] = Field(default=[])
    relates_to: list[Code] = Field(default=[])
    sector: Code | None = None
    backgrounds: list[Code] = Field(default=[])
    barriers: list[Code] = Field(default=[])


class SealedContact(Part):
    """What is inside ``PersonShared.contact``, sealed under ``contact``: how to reach somebody.

    ``sixteen_on`` is the first day on which they are surely 16: nobody writes to a child directly.
    """

    name: str = ""
    email: str | None = None
    phone: str | None = None
    sixteen_on: date | None = None


class PersonShared(Fact):
    """What services may need of a person, each part sealed for the services that may open it.

    The texts are sealed boxes (``shared.privacy``): without the class key they are noise.
    """

    TYPE: ClassVar[str] = "inroads.person.shared.v1"
    STREAM: ClassVar[Stream] = Stream.PEOPLE
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    programme: ProgrammeCode
    may_contact: bool
    contact: str | None = None
    needs: str | None = None
    characteristics: str | None = None
    profile: str | None = None


class PersonErased(Fact):
    """The person asked to be forgotten: every service destroys its copy of the key."""

    TYPE: ClassVar[str] = "inroads.person.erased.v1"
    STREAM: ClassVar[Stream] = Stream.PEOPLE
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    programme: ProgrammeCode
