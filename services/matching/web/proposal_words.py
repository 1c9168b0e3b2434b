"""What a proposal may tell the mentor whom it asks: enough to decide, nothing to recognize by.

No name, no month of birth, no barrier, no background and no language is told: any of them can
disclose who somebody is, or what they live with, and the address may fall into other hands.
"""

from dataclasses import dataclass
from datetime import datetime

from services.matching.domain.clearance import adult_from
from services.matching.domain.proposal_record import ProposalRecord
from services.matching.domain.support import mentoring
from services.matching.optimization.explanation.words import slot
from services.matching.optimization.problem.parts import SLOTS
from shared.contracts.people import SealedProfile
from shared.local_day import local_day
from shared.programmes.area_names import area_names


@dataclass(frozen=True, slots=True)
class ProposalWords:
    """The lines of the page; what is not known is empty and left out."""

    where: str
    age: str
    meeting: str
    times: tuple[str, ...]
    others_asked: bool
    """Whether other mentors may be asked at the same time."""


def words_for_mentor(
    record: ProposalRecord, young: SealedProfile | None, mentor: SealedProfile | None, now: datetime
) -> ProposalWords:
    """Return what this mentor may see; of somebody whose profile is gone, the area alone."""
    where, others = area_names().get(record.area, ""), _asks_several(record.programme)
    if young is None or mentor is None:
        return ProposalWords(where, "", "", (), others)
    both = young.remote and mentor.remote
    return ProposalWords(
        where,
        _age(young.birth_month, now),
        "In person or remotely" if both else "In person",
        tuple(slot(s) for s in SLOTS if s in young.slots and s in mentor.slots),
        others,
    )


def _asks_several(programme: str) -> bool:
    plan = mentoring(programme)
    return plan is not None and plan.proposals_at_once > 1


def _age(birth_month: str | None, now: datetime) -> str:
    adult_on = adult_from(birth_month)
    if adult_on is None:
        return ""
    return "Under 18" if local_day(now) < adult_on else "18 or over"
