"""What is said of employers: their account, the one ask, what they promise and what they give.

An employer is known by the code under which offers of circles name their host. Sectors are the
sections of the UK Standard Industrial Classification 2007 (Office for National Statistics). Size
bands are those of the Business population estimates (Department for Business and Trade).
"""

from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.fact import Code, Fact, ProgrammeCode
from shared.contracts.inbound import Submission
from shared.contracts.streams import Stream

Sector = Literal[
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "I",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "Q",
    "R",
    "S",
    "T",
    "U",
]
"""A section of the UK SIC 2007; ``SECTORS`` has their titles."""

SizeBand = Literal["micro", "small", "medium", "large"]
"""How many people work there; ``SIZE_BANDS`` says which numbers."""

Kind = Literal["mentors", "hosting", "taster_days", "feedback"]
"""What an employer can be asked for, can promise and can give."""

AskStanding = Literal["asked", "promised", "declined", "given"]

SECTORS: Final = {
    "A": "Agriculture, forestry and fishing",
    "B": "Mining and quarrying",
    "C": "Manufacturing",
    "D": "Electricity, gas, steam and air conditioning supply",
    "E": "Water supply; sewerage, waste management and remediation activities",
    "F": "Construction",
    "G": "Wholesale and retail trade; repair of motor vehicles and motorcycles",
    "H": "Transportation and storage",
    "I": "Accommodation and food service activities",
    "J": "Information and communication",
    "K": "Financial and insurance activities",
    "L": "Real estate activities",
    "M": "Professional, scientific and technical activities",
    "N": "Administrative and support service activities",
    "O": "Public administration and defence; compulsory social security",
    "P": "Education",
    "Q": "Human health and social work activities",
    "R": "Arts, entertainment and recreation",
    "S": "Other service activities",
    "T": "Activities of households as employers; goods and services for own use",
    "U": "Activities of extraterritorial organisations and bodies",
}
SIZE_BANDS: Final = {
    "micro": "0 to 9 employees",
    "small": "10 to 49 employees",
    "medium": "50 to 249 employees",
    "large": "250 employees or more",
}


class FromWhoKnowsAnEmployer(Submission):
    """What somebody submits about an employer; ``host`` is the code of the employer."""

    host: Code


class EmployerSubmitted(FromWhoKnowsAnEmployer):
    """An employer has an account, or what was said of it is corrected."""

    TYPE: ClassVar[str] = "inroads.employer.submitted.v1"

    size_band: SizeBand
    sector: Sector


class AskSubmitted(FromWhoKnowsAnEmployer):
    """An employer is asked for something: one thing at a time, whoever asks."""

    TYPE: ClassVar[str] = "inroads.ask.submitted.v1"

    kind: Kind
    quantity: int = Field(ge=1, le=1000)


class PledgeSubmitted(FromWhoKnowsAnEmployer):
    """An employer promises what it was asked for, or offers it unasked; or it declines."""

    TYPE: ClassVar[str] = "inroads.pledge.submitted.v1"

    kind: Kind
    promises: bool
    quantity: int = Field(default=1, ge=1, le=1000)


class ContributionSubmitted(FromWhoKnowsAnEmployer):
    """An employer gave something; hosting is counted by itself, when a circle will meet."""

    TYPE: ClassVar[str] = "inroads.contribution.submitted.v1"

    kind: Kind
    quantity: int = Field(ge=1, le=1000)


class EmployerFact(Fact):
    """What every fact about an employer says: whose account, said in which programme."""

    STREAM: ClassVar[Stream] = Stream.EMPLOYERS
    KEY: ClassVar[str] = "employer_id"

    employer_id: UUID
    programme: ProgrammeCode


class EmployerRegistered(EmployerFact):
    """An employer has an account; said again whenever it is corrected."""

    TYPE: ClassVar[str] = "inroads.employer.registered.v1"

    size_band: SizeBand
    sector: Sector


class AskChanged(EmployerFact):
    """How the one ask of an employer stands now; ``given`` counts towards ``quantity``."""

    TYPE: ClassVar[str] = "inroads.ask.changed.v1"

    kind: Kind
    quantity: int
    given: int
    standing: AskStanding


class ContributionCounted(EmployerFact):
    """An employer gave ``quantity`` of a kind; ``total`` is all that it ever gave of it."""

    TYPE: ClassVar[str] = "inroads.contribution.counted.v1"

    kind: Kind
    quantity: int
    total: int
