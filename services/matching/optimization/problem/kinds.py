"""Every kind of problem there is, and the words that one asks all of them with."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from services.matching.optimization.problem.caseloads import Advocate, Caseloads, Client
from services.matching.optimization.problem.circles import Circles, HostedSession, Jobseeker
from services.matching.optimization.problem.one_to_one import Mentor, OneToOne, YoungPerson
from services.matching.optimization.problem.schools import SchoolRequest, Schools, Supplier

AnyProblem = OneToOne | Circles | Caseloads | Schools
AnyPerson = YoungPerson | Jobseeker | Client | SchoolRequest
AnySupply = Mentor | HostedSession | Advocate | Supplier

KINDS: Final = ("one_to_one", "circles", "caseloads", "schools")

ANY_PROBLEM: Final[TypeAdapter[AnyProblem]] = TypeAdapter(
    Annotated[AnyProblem, Field(discriminator="kind")]
)

SUPPLY_FIELDS: Final = {
    "one_to_one": "mentors",
    "circles": "sessions",
    "caseloads": "advocates",
    "schools": "suppliers",
}
"""The field in which each kind keeps its supply."""


def supply_of(problem: AnyProblem) -> Sequence[AnySupply]:
    """Whoever or whatever the people of a problem may be placed with."""
    match problem:
        case OneToOne():
            return problem.mentors
        case Circles():
            return problem.sessions
        case Caseloads():
            return problem.advocates
        case Schools():
            return problem.suppliers


def people_of(problem: AnyProblem) -> Sequence[AnyPerson]:
    """Whoever is to be placed: jobseekers, young people, clients, or requests of schools."""
    return problem.people
