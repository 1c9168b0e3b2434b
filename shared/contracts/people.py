"""The restricted stream of people: published by referrals, sealed under a key per person."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.fact import Fact, ProgrammeCode
from shared.contracts.streams import Stream


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


class PersonErased(Fact):
    """The person asked to be forgotten: every service destroys its copy of the key."""

    TYPE: ClassVar[str] = "inroads.person.erased.v1"
    STREAM: ClassVar[Stream] = Stream.PEOPLE
    KEY: ClassVar[str] = "person_id"

    person_id: UUID
    programme: ProgrammeCode
