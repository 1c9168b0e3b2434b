"""What referrals announces of those who help: mentors, advocates and employers."""

from typing import Any
from uuid import UUID

from services.referrals.domain.advocate import Advocate
from services.referrals.domain.employer import Employer, Kind
from services.referrals.domain.mentor import Mentor
from shared.contracts.employers import (
    AskChanged,
    ContributionCounted,
    EmployerRegistered,
    EmployerSubmitted,
)
from shared.contracts.inbound import (
    AdvocateSubmitted,
    ClearanceSubmitted,
    MentorStep,
    MentorSubmitted,
)
from shared.contracts.referrals import (
    AdvocateLeft,
    AdvocateRegistered,
    MentorAdmitted,
    MentorCleared,
    MentorStepped,
)


def mentor_admitted(mentor: Mentor, said: MentorSubmitted) -> MentorAdmitted:
    """Announce that somebody may become a mentor."""
    told = said.model_dump(include={"capacity", "youngest", "oldest"})
    return MentorAdmitted(**_about_mentor(mentor), **told)


def mentor_stepped(mentor: Mentor, step: MentorStep) -> MentorStepped:
    """Announce a mentor's step."""
    return MentorStepped(**_about_mentor(mentor), step=step)


def mentor_cleared(mentor: Mentor, said: ClearanceSubmitted) -> MentorCleared:
    """Announce that a mentor may work with children, by whose check and until when."""
    told = said.model_dump(exclude={"reference", "programme", "organization"})
    return MentorCleared(**_about_mentor(mentor), **told)


def advocate_registered(
    advocate: Advocate, said: AdvocateSubmitted, person_id: UUID | None
) -> AdvocateRegistered:
    """Announce that an advocate is in post, where, for how many, and until when."""
    told = said.model_dump(include={"programme", "home", "covers", "cap", "contract_ends"})
    return AdvocateRegistered(advocate_id=advocate.advocate_id, person_id=person_id, **told)


def advocate_left(advocate: Advocate) -> AdvocateLeft:
    """Announce that an advocate is not in post any more."""
    return AdvocateLeft(advocate_id=advocate.advocate_id, programme=advocate.programme)


def employer_registered(employer: Employer, said: EmployerSubmitted) -> EmployerRegistered:
    """Announce that an employer has an account, of which size and in which sector."""
    return EmployerRegistered(
        employer_id=employer.employer_id,
        programme=said.programme,
        size_band=said.size_band,
        sector=said.sector,
    )


def ask_changed(employer: Employer, programme: str) -> AskChanged:
    """Announce how the one ask of an employer stands now."""
    told: dict[str, Any] = {"kind": employer.ask_kind, "standing": employer.ask_standing}
    return AskChanged(
        employer_id=employer.employer_id,
        programme=programme,
        quantity=employer.ask_quantity,
        given=employer.ask_given,
        **told,
    )


def contribution_counted(
    employer: Employer, programme: str, kind: Kind, quantity: int
) -> ContributionCounted:
    """Announce what an employer gave, and how much that makes in all."""
    return ContributionCounted(
        employer_id=employer.employer_id,
        programme=programme,
        kind=kind,
        quantity=quantity,
        total=employer.given(kind),
    )


def _about_mentor(mentor: Mentor) -> dict[str, Any]:
    return {
        "mentor_id": mentor.mentor_id,
        "person_id": mentor.person_id,
        "programme": mentor.programme,
        "area": mentor.area,
    }
