"""What every fact is made of: a frozen model that says its own type, stream and key."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from shared.contracts.streams import Stream

Area = Annotated[str, StringConstraints(pattern=r"^[EWSN][0-9]{8}$")]
"""A local authority's GSS code, such as ``E09000012`` (Office for National Statistics)."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
"""A code from a published list, in snake case."""

ProgrammeCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{4,8}$")]
"""An opaque programme code: it says nothing, since membership can disclose ethnicity."""

Office = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{3,8}$")]
"""A jobcentre's code."""

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
"""A sender's own opaque reference; never a National Insurance number or a name."""

Moment = AwareDatetime
"""An instant with its offset; always UTC on the streams that we publish."""


class Part(BaseModel):
    """A piece of a fact. Readers ignore unknown fields, so that regions can differ in version."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Fact(Part):
    """One thing that happened, in the past tense. Subclasses are the event catalogue.

    ``TYPE`` is the CloudEvents type, ``STREAM`` where it travels, ``KEY`` the field by whose value
    facts stay in order.
    """

    TYPE: ClassVar[str]
    STREAM: ClassVar[Stream]
    KEY: ClassVar[str]

    @property
    def key(self) -> str:
        """The value of the field whose order matters, as it stands in ``partitionkey``."""
        value: Any = getattr(self, self.KEY)
        return str(value)


class Member(Part):
    """One person's place in a circle."""

    referral_id: UUID
    person_id: UUID
